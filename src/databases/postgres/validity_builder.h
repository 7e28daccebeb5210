#pragma once

#include <cstdint>
#include <memory>

#include <arrow/buffer_builder.h>
#include <arrow/result.h>

namespace quiver::postgres {

/// The validity of an array that is being built.
class ValidityBuilder {
 public:
  arrow::Status Reserve(int64_t values) { return bits_.Reserve(values); }
  void Append(bool valid) { bits_.UnsafeAppend(valid); }
  int64_t length() const { return bits_.length(); }
  int64_t nulls() const { return bits_.false_count(); }
  /// Null where every value is valid. Call `length` and `nulls` before.
  arrow::Result<std::shared_ptr<arrow::Buffer>> Finish() {
    const bool all = nulls() == 0;
    ARROW_ASSIGN_OR_RAISE(auto bits, bits_.Finish());
    return all ? nullptr : bits;
  }

 private:
  arrow::TypedBufferBuilder<bool> bits_;
};

}  // namespace quiver::postgres
