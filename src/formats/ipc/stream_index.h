#pragma once

#include <memory>
#include <optional>

#include <arrow/io/interfaces.h>
#include <arrow/result.h>

#include "formats/ipc/footer.h"

namespace quiver::ipc {

/// Where the messages of an Arrow IPC stream lie, as the footer of a file would say: with it a
/// stream is read as a file is, in any order and in parallel. Only metadata are read. Nothing when
/// a dictionary is replaced by another: which batches it is for, a footer can't say.
/// Errors: Invalid for what is not a whole stream, with the byte where it is not.
arrow::Result<std::optional<Footer>> IndexStream(
    const std::shared_ptr<arrow::io::RandomAccessFile>& input);

}  // namespace quiver::ipc
