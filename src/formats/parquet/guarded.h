#pragma once

#include <algorithm>
#include <new>
#include <string>

#include <arrow/result.h>
#include <arrow/status.h>
#include <parquet/exception.h>

namespace quiver::parquet_format {

/// The same error with the file's name before it, on one line.
inline arrow::Status InFile(const std::string& path, const arrow::Status& status) {
  if (status.ok() || status.IsCancelled()) return status;
  std::string message = status.message();
  std::replace(message.begin(), message.end(), '\n', ' ');
  return status.WithMessage(path, path.empty() ? "" : ": ", message);
}

/// Calls what uses libparquet, which throws: what comes out is a Status that names the file.
/// `call` gives a Status or a Result.
template <typename Call>
auto Guarded(const std::string& path, Call&& call) -> decltype(call()) {
  arrow::Status error;
  try {
    auto outcome = call();
    if (outcome.ok()) return outcome;
    error = arrow::ToStatus(outcome);
  } catch (const ::parquet::ParquetStatusException& e) {
    error = e.status();
  } catch (const ::parquet::ParquetException& e) {
    error = arrow::Status::Invalid(e.what());
  } catch (const std::bad_alloc&) {
    error = arrow::Status::OutOfMemory("not enough memory for what the file asks for");
  } catch (const std::exception& e) {
    error = arrow::Status::Invalid(e.what());
  }
  return InFile(path, error);
}

}  // namespace quiver::parquet_format
