#pragma once

#include <cstdint>

#include <arrow/result.h>
#include <arrow/type.h>

#include "databases/postgres/type.h"
#include "databases/postgres/wire_form.h"

namespace quiver::postgres {

/// The type of a column, an element or a member.
struct ServerType {
  uint32_t oid = 0;
  /// atttypmod; -1 for none.
  int32_t modifier = -1;
};

/// Where the values of a field came from.
enum class Origin {
  kSameType,  ///< a column of that very type: what the type does to a text, it has done already
  kAny,
};

/// How the values of `field` are sent to a column of `type`, if every one of them arrives there as
/// it is or is refused by name. `types` has `type` and what that is made of.
/// Errors: Invalid; the message is a reason where there is more to say than that the types differ,
/// else empty.
arrow::Result<WireType> MatchType(const arrow::Field& field, const ServerType& type, Origin origin,
                                  const Types& types);

/// Whether the values are text, so that the server could read each as any of its types.
bool IsText(const arrow::Field& field);

}  // namespace quiver::postgres
