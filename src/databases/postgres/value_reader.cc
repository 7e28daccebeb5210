#include "databases/postgres/value_reader.h"

#include <string_view>

namespace quiver::postgres {
namespace {

class MisfitDetail final : public arrow::StatusDetail {
 public:
  const char* type_id() const override { return kTypeId; }
  std::string ToString() const override { return "a value that does not fit"; }

  static constexpr char kTypeId[] = "quiver::postgres::MisfitDetail";
};

}  // namespace

arrow::Status Malformed(const char* type) {
  return arrow::Status::SerializationError("the server sent what is no ", type);
}

arrow::Status Misfit(const std::string& what, const std::string& choice) {
  return {arrow::StatusCode::Invalid, what + "; choose " + choice,
          std::make_shared<MisfitDetail>()};
}

bool IsMisfit(const arrow::Status& status) {
  return status.detail() != nullptr &&
         std::string_view(status.detail()->type_id()) == MisfitDetail::kTypeId;
}

}  // namespace quiver::postgres
