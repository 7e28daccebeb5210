#pragma once

#include <memory>
#include <string>

#include <arrow/io/interfaces.h>
#include <arrow/result.h>

namespace quiver {

/// A file of this machine, mapped: ReadAt gives its pages without a copy, and neither reads nor
/// asks the system for any of them before somebody touches it. (Arrow's own mapped file asks for
/// everything that ReadAt is about, which for one column of many is most of the file.) `WillNeed`
/// asks. Buffers keep the mapping alive. A file of less than 16 KiB is read as it is opened.
///
/// The file must not be cut short meanwhile: the process would get a SIGBUS.
/// Errors: IOError, the reason alone.
arrow::Result<std::shared_ptr<arrow::io::RandomAccessFile>> MapFile(const std::string& path);

}  // namespace quiver
