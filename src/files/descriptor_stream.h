#pragma once

#include <memory>
#include <string>

#include <arrow/io/interfaces.h>
#include <arrow/result.h>

namespace quiver {

/// Streams over a file descriptor that may be a pipe, a terminal or a device: Arrow's own ask for
/// the position in the file, which such a descriptor does not have. They own the
/// descriptor; `name` is for error messages.
std::shared_ptr<arrow::io::InputStream> ReadDescriptor(int descriptor, std::string name);
std::shared_ptr<arrow::io::OutputStream> WriteDescriptor(int descriptor, std::string name);

}  // namespace quiver
