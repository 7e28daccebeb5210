#pragma once

#include <string>
#include <string_view>

#include <arrow/status.h>

#include "databases/postgres/libpq.h"

namespace quiver::postgres {

/// Whether libpq understands `conninfo` as it was meant. Errors: Invalid, without any part of what
/// may be a password: a key that does not exist, a password in a URI that has to be written with %.
arrow::Status CheckConnectionString(const Libpq& pq, const std::string& conninfo);

/// `message` with "***" for the password.
std::string Redacted(std::string message, std::string_view password);

}  // namespace quiver::postgres
