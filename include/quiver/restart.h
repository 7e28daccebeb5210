#pragma once

#include <memory>
#include <string>

#include <arrow/status.h>

namespace quiver {

/// The error of a stream that found, while its rows were read, that its schema was not right for
/// all of them, and that knows a better one now. Source::OpenTable gives it. Whoever reads throws
/// away what it has (targets are atomic) and opens the table once more.
class SchemaChanged : public arrow::StatusDetail {
 public:
  static arrow::Status Make(const std::string& message) {
    return arrow::Status(arrow::StatusCode::Invalid, message, std::make_shared<SchemaChanged>());
  }
  static bool Is(const arrow::Status& status) {
    return status.detail() != nullptr && status.detail()->type_id() == kTypeId;
  }

  const char* type_id() const override { return kTypeId; }
  std::string ToString() const override { return "the table's schema changed"; }

 private:
  static constexpr char kTypeId[] = "quiver::SchemaChanged";
};

}  // namespace quiver
