#pragma once

#include <memory>

#include <arrow/io/interfaces.h>
#include <arrow/result.h>
#include <arrow/util/cancel.h>

#include "formats/csv/text_encoding.h"

namespace quiver::csv {

/// What `input` gives, decoded (`decoder` may be null), as a file in TMPDIR that has no name any
/// more, so that it is gone with the process at the latest. For what can be read only once, and
/// only from its begin: pipes, compressed files, text that is not UTF-8.
arrow::Result<std::shared_ptr<arrow::io::RandomAccessFile>> Spool(arrow::io::InputStream* input,
                                                                  TextDecoder* decoder,
                                                                  const arrow::StopToken& stop);

}  // namespace quiver::csv
