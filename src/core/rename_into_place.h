#pragma once

#include <string>

#include <arrow/status.h>

namespace quiver {

/// Gives the file or folder at `path` the name `target`, in one step, so that nobody sees half of
/// it. What has that name already is only taken away where `replace` says so (a folder can't be).
/// The folder around it is for the caller to sync. Errors: AlreadyExists; IOError.
arrow::Status RenameIntoPlace(const std::string& path, const std::string& target, bool replace);

}  // namespace quiver
