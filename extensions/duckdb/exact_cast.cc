#include "exact_cast.h"

#include <algorithm>
#include <initializer_list>

#include "value.h"

namespace quiver::duckdb_extension {
namespace {

using Id = DUCKDB_V2_LOGICAL_TYPE_ID;

Id IdOf(duckdb_v2_logical_type_handle type, duckdb_v2_error_info_handle* err) {
  Id id;
  Call(err, duckdb_v2_logical_type_get_id, type, &id);
  return id;
}

bool IsIn(std::initializer_list<Id> ids, Id id) { return std::ranges::find(ids, id) != ids.end(); }

bool IsInteger(Id id) {
  return IsIn({DUCKDB_V2_LOGICAL_TYPE_ID_TINYINT, DUCKDB_V2_LOGICAL_TYPE_ID_SMALLINT,
               DUCKDB_V2_LOGICAL_TYPE_ID_INTEGER, DUCKDB_V2_LOGICAL_TYPE_ID_BIGINT,
               DUCKDB_V2_LOGICAL_TYPE_ID_HUGEINT, DUCKDB_V2_LOGICAL_TYPE_ID_UTINYINT,
               DUCKDB_V2_LOGICAL_TYPE_ID_USMALLINT, DUCKDB_V2_LOGICAL_TYPE_ID_UINTEGER,
               DUCKDB_V2_LOGICAL_TYPE_ID_UBIGINT, DUCKDB_V2_LOGICAL_TYPE_ID_UHUGEINT},
              id);
}

// Every one of its integers is one of a DOUBLE.
bool FitsDouble(Id id) {
  return IsIn({DUCKDB_V2_LOGICAL_TYPE_ID_TINYINT, DUCKDB_V2_LOGICAL_TYPE_ID_SMALLINT,
               DUCKDB_V2_LOGICAL_TYPE_ID_INTEGER, DUCKDB_V2_LOGICAL_TYPE_ID_UTINYINT,
               DUCKDB_V2_LOGICAL_TYPE_ID_USMALLINT, DUCKDB_V2_LOGICAL_TYPE_ID_UINTEGER,
               DUCKDB_V2_LOGICAL_TYPE_ID_FLOAT},
              id);
}

bool IsNoCoarser(std::initializer_list<Id> from_coarse_to_fine, Id from, Id to) {
  const auto* from_place = std::ranges::find(from_coarse_to_fine, from);
  const auto* to_place = std::ranges::find(from_coarse_to_fine, to);
  return from_place != from_coarse_to_fine.end() && to_place != from_coarse_to_fine.end() &&
         from_place <= to_place;
}

uint8_t ScaleOf(duckdb_v2_logical_type_handle type, duckdb_v2_error_info_handle* err) {
  duckdb_v2_identifier_t name;
  Value value(duckdb_v2_value_destroy);
  Call(err, duckdb_v2_logical_type_get_param, type, 1, &name, value.out());
  uint8_t scale = 0;
  Call(err, duckdb_v2_value_get_utinyint, value.get(), &scale);
  return scale;
}

bool MembersCastExactly(duckdb_v2_logical_type_handle from, duckdb_v2_logical_type_handle to,
                        duckdb_v2_error_info_handle* err) {
  idx_t count = 0;
  idx_t count_to = 0;
  Call(err, duckdb_v2_logical_type_get_param_count, from, &count);
  Call(err, duckdb_v2_logical_type_get_param_count, to, &count_to);
  if (count != count_to) return false;
  for (idx_t i = 0; i < count; ++i) {
    duckdb_v2_identifier_t name_from = {nullptr, 0};
    duckdb_v2_identifier_t name_to = {nullptr, 0};
    Value value_from(duckdb_v2_value_destroy);
    Value value_to(duckdb_v2_value_destroy);
    Call(err, duckdb_v2_logical_type_get_param, from, i, &name_from, value_from.out());
    Call(err, duckdb_v2_logical_type_get_param, to, i, &name_to, value_to.out());
    if (!std::ranges::equal(name_from.ptr, name_from.ptr + name_from.len, name_to.ptr,
                            name_to.ptr + name_to.len)) {
      return false;
    }
    if (TypeIdOf(value_from.get(), err) != DUCKDB_V2_LOGICAL_TYPE_ID_TYPE) {
      int64_t size_from = 0;  // of an ARRAY
      int64_t size_to = 0;
      Call(err, duckdb_v2_value_get_bigint, value_from.get(), &size_from);
      Call(err, duckdb_v2_value_get_bigint, value_to.get(), &size_to);
      if (size_from != size_to) return false;
      continue;
    }
    LogicalType member_from(duckdb_v2_logical_type_destroy);
    LogicalType member_to(duckdb_v2_logical_type_destroy);
    Call(err, duckdb_v2_value_get_type, value_from.get(), member_from.out());
    Call(err, duckdb_v2_value_get_type, value_to.get(), member_to.out());
    if (!CastsExactly(member_from.get(), member_to.get(), err)) return false;
  }
  return true;
}

}  // namespace

bool CastsExactly(duckdb_v2_logical_type_handle from, duckdb_v2_logical_type_handle to,
                  duckdb_v2_error_info_handle* err) {
  bool equal = false;
  Call(err, duckdb_v2_logical_type_is_equal, from, to, &equal);
  if (equal) return true;
  const Id from_id = IdOf(from, err);
  const Id to_id = IdOf(to, err);
  if (from_id == DUCKDB_V2_LOGICAL_TYPE_ID_SQLNULL) return true;
  if (IsInteger(from_id)) {
    return IsInteger(to_id) || to_id == DUCKDB_V2_LOGICAL_TYPE_ID_DECIMAL ||
           (to_id == DUCKDB_V2_LOGICAL_TYPE_ID_DOUBLE && FitsDouble(from_id));
  }
  if (from_id == DUCKDB_V2_LOGICAL_TYPE_ID_FLOAT) return to_id == DUCKDB_V2_LOGICAL_TYPE_ID_DOUBLE;
  if (from_id == DUCKDB_V2_LOGICAL_TYPE_ID_DECIMAL) {
    return to_id == DUCKDB_V2_LOGICAL_TYPE_ID_DECIMAL && ScaleOf(from, err) <= ScaleOf(to, err);
  }
  if (from_id == DUCKDB_V2_LOGICAL_TYPE_ID_VARCHAR) {
    return IsIn({DUCKDB_V2_LOGICAL_TYPE_ID_ENUM, DUCKDB_V2_LOGICAL_TYPE_ID_UUID,
                 DUCKDB_V2_LOGICAL_TYPE_ID_VARCHAR},
                to_id);
  }
  if (from_id == DUCKDB_V2_LOGICAL_TYPE_ID_ENUM) return to_id == DUCKDB_V2_LOGICAL_TYPE_ID_VARCHAR;
  if (from_id == to_id && IsIn({DUCKDB_V2_LOGICAL_TYPE_ID_LIST, DUCKDB_V2_LOGICAL_TYPE_ID_ARRAY,
                                DUCKDB_V2_LOGICAL_TYPE_ID_MAP, DUCKDB_V2_LOGICAL_TYPE_ID_STRUCT},
                               from_id)) {
    return MembersCastExactly(from, to, err);
  }
  return IsNoCoarser({DUCKDB_V2_LOGICAL_TYPE_ID_DATE, DUCKDB_V2_LOGICAL_TYPE_ID_TIMESTAMP_SEC,
                      DUCKDB_V2_LOGICAL_TYPE_ID_TIMESTAMP_MS, DUCKDB_V2_LOGICAL_TYPE_ID_TIMESTAMP,
                      DUCKDB_V2_LOGICAL_TYPE_ID_TIMESTAMP_NS},
                     from_id, to_id) ||
         IsNoCoarser({DUCKDB_V2_LOGICAL_TYPE_ID_TIME, DUCKDB_V2_LOGICAL_TYPE_ID_TIME_NS}, from_id,
                     to_id) ||
         IsNoCoarser(
             {DUCKDB_V2_LOGICAL_TYPE_ID_TIMESTAMP_TZ, DUCKDB_V2_LOGICAL_TYPE_ID_TIMESTAMP_TZ_NS},
             from_id, to_id);
}

}  // namespace quiver::duckdb_extension
