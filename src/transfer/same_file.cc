#include "transfer/same_file.h"

#include <filesystem>
#include <system_error>

#include <fmt/format.h>

namespace quiver {

arrow::Status CheckNotSameFile(const Location& source, const Location& target) {
  std::error_code ignored;  // a file that is not there is for others to report
  if (!std::filesystem::equivalent(source.path, target.path, ignored)) {
    return arrow::Status::OK();
  }
  return arrow::Status::Invalid(
      fmt::format("{} and {} are the same file; choose another target", source.path, target.path));
}

}  // namespace quiver
