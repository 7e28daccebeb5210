#pragma once

#include <memory>
#include <string>

#include <arrow/io/interfaces.h>
#include <arrow/result.h>

#include "quiver/file_layout.h"
#include "quiver/source.h"

namespace quiver {

/// An Arrow IPC file (.arrow, .feather, .ipc) as a source of one table, named after the file.
///
/// A local file is mapped, and its batches are read where they lie: without a copy, unless they are
/// compressed or of the other byte order. Only the bytes of the columns that a scan wants are
/// touched; the number of rows is known without a body; a scan's predicate skips batches by their
/// statistics. The file must not be cut short while it is read: the process would get a SIGBUS.
///
/// Any file may be read, also a hostile one: lengths are checked before memory is taken, and values
/// before they are given out (offsets, indices, UTF-8, as arrow::Array::ValidateFull does). Errors
/// are Invalid and say which record batch, and where in the file. Numbers beyond their type's range
/// (a decimal's precision, a time of 24:00:00) come as they are.
///
/// A file that holds a stream is read as such, whatever its name is; so is what comes through a
/// pipe. Errors: also NotImplemented for Feather V1, with what to do.
arrow::Result<std::unique_ptr<Source>> OpenIpcSource(const std::string& path,
                                                     const SourceOptions& options);

/// An Arrow IPC stream (.arrows, or "-" for stdin, or a pipe) as a source of one table with one
/// partition. A regular file can be read as often as wanted, others once.
arrow::Result<std::unique_ptr<Source>> OpenIpcStreamSource(const std::string& path,
                                                           const SourceOptions& options);

/// What an Arrow IPC file or stream (a regular file) says of itself. Of bodies, only the lengths
/// that compressed buffers begin with are read. Errors: as OpenIpcSource.
arrow::Result<FileLayout> InspectIpc(const std::string& path);

/// The same of a file that the caller opened; `path` is for messages. Where `input` does not read
/// without a copy, a stream is read whole, and of a file's bodies nothing.
arrow::Result<FileLayout> InspectIpc(const std::string& path,
                                     std::shared_ptr<arrow::io::RandomAccessFile> input);

}  // namespace quiver
