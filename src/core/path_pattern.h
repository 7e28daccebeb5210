#pragma once

#include <string>
#include <vector>

#include <arrow/result.h>

namespace quiver {

/// Whether `path` stands for many files: a folder, or a pattern with *, ? or [...] of which no file
/// has the name.
bool IsManyFiles(const std::string& path);

/// The files that a folder holds (at any depth) or that a pattern matches, in order of their names.
/// In a pattern "*", "?" and "[...]" stay within a folder's name, and "**" stands for any number of
/// folders. Hidden files and those that begin with "_" (as _SUCCESS) are left out unless the
/// pattern names them. Errors: IOError where there is none.
arrow::Result<std::vector<std::string>> ExpandPath(const std::string& path);

/// The part of `path` that has no pattern: the folder below which names may be "key=value".
std::string RootOfPattern(const std::string& path);

}  // namespace quiver
