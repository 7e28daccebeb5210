#pragma once

#include <memory>
#include <string>

#include <arrow/io/interfaces.h>
#include <arrow/result.h>

namespace quiver {

/// An object of a cloud's storage (s3://, gs://, gcs://, abfs://, abfss://), through the file
/// systems of Arrow C++ as far as its build has them. Credentials, regions and endpoints are found
/// as the clouds' own tools find them: in the environment, in their configuration files, in the
/// URI. Errors: IOError with the URI and what to do.
arrow::Result<std::shared_ptr<arrow::io::RandomAccessFile>> OpenCloudFile(const std::string& uri);

/// The object's size and time of its last change.
arrow::Result<std::string> CloudFingerprint(const std::string& uri);

}  // namespace quiver
