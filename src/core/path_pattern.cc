#include "core/path_pattern.h"

#include <fnmatch.h>

#include <algorithm>
#include <filesystem>

namespace quiver {
namespace {

namespace fs = std::filesystem;

bool HasPattern(const std::string& name) { return name.find_first_of("*?[") != std::string::npos; }

bool IsLeftOut(const fs::path& path) {
  const std::string name = path.filename().string();
  return name.starts_with('.') || name.starts_with('_');
}

// The entries of one folder, in order of their names.
arrow::Result<std::vector<fs::path>> Entries(const fs::path& folder) {
  std::error_code error;
  std::vector<fs::path> entries;
  for (fs::directory_iterator entry(folder.empty() ? "." : folder, error), end;
       !error && entry != end; entry.increment(error)) {
    entries.push_back(folder / entry->path().filename());
  }
  if (error) return arrow::Status::IOError("can't read ", folder.string(), ": ", error.message());
  std::ranges::sort(entries);
  return entries;
}

arrow::Status AddFilesBelow(const fs::path& folder, std::vector<std::string>* files) {
  ARROW_ASSIGN_OR_RAISE(const auto entries, Entries(folder));
  for (const fs::path& entry : entries) {
    if (IsLeftOut(entry)) continue;
    std::error_code error;
    if (fs::is_directory(entry, error)) {
      ARROW_RETURN_NOT_OK(AddFilesBelow(entry, files));
    } else {
      files->push_back(entry.string());
    }
  }
  return arrow::Status::OK();
}

// Matches the path's names from `begin` on below `folder`.
arrow::Status AddMatches(const fs::path& folder, const std::vector<std::string>& names,
                         size_t begin, std::vector<std::string>* files) {
  std::error_code error;
  const std::string& name = names[begin];
  const bool last = begin + 1 == names.size();
  if (!HasPattern(name)) {
    const fs::path path = folder / name;
    if (!fs::exists(path, error)) return arrow::Status::OK();
    if (!last) return AddMatches(path, names, begin + 1, files);
    if (fs::is_directory(path, error)) return AddFilesBelow(path, files);
    files->push_back(path.string());
    return arrow::Status::OK();
  }
  const bool any_depth = name == "**";
  if (any_depth && last) return AddFilesBelow(folder, files);
  if (any_depth) ARROW_RETURN_NOT_OK(AddMatches(folder, names, begin + 1, files));
  ARROW_ASSIGN_OR_RAISE(const auto entries, Entries(folder));
  for (const fs::path& entry : entries) {
    const bool is_folder = fs::is_directory(entry, error);
    if (any_depth) {
      if (is_folder && !IsLeftOut(entry)) {
        ARROW_RETURN_NOT_OK(AddMatches(entry, names, begin, files));
      }
      continue;
    }
    if (fnmatch(name.c_str(), entry.filename().c_str(), FNM_PERIOD) != 0) continue;
    if (entry.filename().string().starts_with('_') && !name.starts_with('_')) continue;
    if (!last && is_folder) {
      ARROW_RETURN_NOT_OK(AddMatches(entry, names, begin + 1, files));
    } else if (last && is_folder) {
      ARROW_RETURN_NOT_OK(AddFilesBelow(entry, files));
    } else if (last) {
      files->push_back(entry.string());
    }
  }
  return arrow::Status::OK();
}

}  // namespace

bool IsManyFiles(const std::string& path) {
  std::error_code error;
  if (fs::is_directory(path, error)) return true;
  return HasPattern(path) && path.find("://") == std::string::npos && !fs::exists(path, error);
}

arrow::Result<std::vector<std::string>> ExpandPath(const std::string& path) {
  std::vector<std::string> files;
  std::error_code error;
  if (fs::is_directory(path, error)) {
    ARROW_RETURN_NOT_OK(AddFilesBelow(path, &files));
    if (files.empty()) return arrow::Status::IOError("can't read ", path, ": no file is in it");
    return files;
  }
  const fs::path whole(path);
  std::vector<std::string> names;
  for (const fs::path& part : whole.relative_path()) {
    if (!part.empty()) names.push_back(part.string());
  }
  if (!names.empty()) ARROW_RETURN_NOT_OK(AddMatches(whole.root_path(), names, 0, &files));
  if (files.empty()) return arrow::Status::IOError("can't read ", path, ": no file matches");
  std::ranges::sort(files);
  files.erase(std::unique(files.begin(), files.end()), files.end());
  return files;
}

std::string RootOfPattern(const std::string& path) {
  fs::path root;
  for (const fs::path& part : fs::path(path)) {
    if (HasPattern(part.string())) break;
    root /= part;
  }
  return root.string();
}

}  // namespace quiver
