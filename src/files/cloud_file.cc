#include "files/cloud_file.h"

#include <dlfcn.h>

#include <cstdlib>
#include <filesystem>
#include <utility>

#include <arrow/filesystem/filesystem.h>
#include <fmt/format.h>

namespace quiver {
namespace {

struct CloudPath {
  std::shared_ptr<arrow::fs::FileSystem> file_system;
  std::string path;
};

// Arrow C++ has S3 in a library of its own, beside libarrow.
arrow::Status LoadS3() {
  static const arrow::Status loaded = [] {
    Dl_info here;
    const auto* symbol = reinterpret_cast<const void*>(&arrow::fs::LoadFileSystemFactories);
    if (dladdr(symbol, &here) == 0) return arrow::Status::IOError("libarrow is not found");
    const std::filesystem::path libarrow(here.dli_fname);
    // libarrow.so.2600 → libarrow_s3.so.2600
    const std::string name = "libarrow_s3" + libarrow.filename().string().substr(8);
    const std::filesystem::path library = libarrow.parent_path() / name;
    // A build with S3 inside libarrow needs none.
    std::error_code error;
    if (!std::filesystem::exists(library, error)) return arrow::Status::OK();
    return arrow::fs::LoadFileSystemFactories(library.c_str());
  }();
  return loaded;
}

// The clouds' SDKs have threads, which must have ended before the objects that the SDKs keep until
// the process ends; those are there once a file system was made.
void FinalizeAtExit() {
  static const int registered = std::atexit([] { arrow::fs::EnsureFinalized(); });
  (void)registered;
}

arrow::Result<CloudPath> Resolve(const std::string& uri) {
  if (uri.starts_with("s3://")) ARROW_RETURN_NOT_OK(LoadS3());
  CloudPath cloud;
  auto file_system = arrow::fs::FileSystemFromUri(uri, &cloud.path);
  FinalizeAtExit();
  if (!file_system.ok()) {
    return arrow::Status::IOError("can't read ", uri, ": ", file_system.status().message());
  }
  cloud.file_system = *std::move(file_system);
  return cloud;
}

}  // namespace

arrow::Result<std::shared_ptr<arrow::io::RandomAccessFile>> OpenCloudFile(const std::string& uri) {
  ARROW_ASSIGN_OR_RAISE(const CloudPath cloud, Resolve(uri));
  auto file = cloud.file_system->OpenInputFile(cloud.path);
  if (file.ok()) return file;
  return arrow::Status::IOError("can't read ", uri, ": ", file.status().message());
}

arrow::Result<std::string> CloudFingerprint(const std::string& uri) {
  ARROW_ASSIGN_OR_RAISE(const CloudPath cloud, Resolve(uri));
  ARROW_ASSIGN_OR_RAISE(const auto info, cloud.file_system->GetFileInfo(cloud.path));
  return fmt::format("{} {}", info.size(), info.mtime().time_since_epoch().count());
}

}  // namespace quiver
