#pragma once

#include <string>

#include <arrow/result.h>

namespace quiver::cli {

/// Asks for a password on the terminal, without showing it. Errors: IOError without a terminal;
/// Cancelled when a signal came instead.
arrow::Result<std::string> AskForPassword();

}  // namespace quiver::cli
