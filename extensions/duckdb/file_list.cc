#include "file_list.h"

#include <algorithm>

#include "host_file.h"

namespace quiver::duckdb_extension {
namespace {

// Also what is no regular file (a pipe) is found by its name. HTTP lists nothing, and its "?" is no
// pattern.
bool IsPattern(const std::string& path) {
  if (path.starts_with("http://") || path.starts_with("https://")) return false;
  return path.find_first_of("*?[") != std::string::npos;
}

std::vector<std::string> Matches(const std::string& pattern, duckdb_v2_context_handle context,
                                 duckdb_v2_error_info_handle* err) {
  duckdb_v2_file_system_handle file_system;
  Call(err, duckdb_v2_context_get_file_system, context, &file_system);
  const duckdb_v2_str text{pattern.data(), pattern.size()};
  std::vector<std::string> paths;
  Call(
      err, duckdb_v2_file_system_path_glob, file_system, &text,
      [](const duckdb_v2_str* path, void* into, duckdb_v2_error_info_handle* report) {
        Guarded(report, [&] {
          static_cast<std::vector<std::string>*>(into)->emplace_back(path->ptr, path->len);
        });
      },
      &paths);
  std::ranges::sort(paths);
  return paths;
}

}  // namespace

std::vector<std::string> FileList(const Arguments& arguments, duckdb_v2_context_handle context,
                                  duckdb_v2_error_info_handle* err) {
  Value argument(duckdb_v2_value_destroy);
  arguments.GetAt(0, &argument);
  std::vector<std::string> patterns;
  const auto add = [&](duckdb_v2_value_handle value) {
    if (IsNull(value, err) || TypeIdOf(value, err) != DUCKDB_V2_LOGICAL_TYPE_ID_VARCHAR) {
      throw Error("the files to read are a path, a pattern, or a list of them, as VARCHAR");
    }
    patterns.push_back(TextOf(value, err));
  };
  if (!IsNull(argument.get(), err) &&
      TypeIdOf(argument.get(), err) == DUCKDB_V2_LOGICAL_TYPE_ID_LIST) {
    idx_t count = 0;
    Call(err, duckdb_v2_value_get_child_count, argument.get(), &count);
    for (idx_t i = 0; i < count; ++i) {
      Value child(duckdb_v2_value_destroy);
      Call(err, duckdb_v2_value_get_child, argument.get(), i, child.out());
      add(child.get());
    }
    if (count == 0) throw Error("the list of files to read is empty");
  } else {
    add(argument.get());
  }
  std::vector<std::string> files;
  for (const std::string& pattern : patterns) {
    const auto matches = FilesOf(pattern, context, err);
    files.insert(files.end(), matches.begin(), matches.end());
  }
  return files;
}

std::vector<std::string> FilesOf(const std::string& path, duckdb_v2_context_handle context,
                                 duckdb_v2_error_info_handle* err) {
  const bool is_pattern = IsPattern(path);
  if (!is_pattern && IsHostPath(path, context, err)) return {path};
  auto matches = Matches(path, context, err);
  if (is_pattern && matches.empty()) throw Error("no file matches " + path);
  if (is_pattern) return matches;
  // What is not there is an error where it is opened; of several folders (file_search_path), the
  // first counts.
  return {matches.empty() ? path : matches.front()};
}

}  // namespace quiver::duckdb_extension
