#include "databases/duckdb/extension_file.h"

#include <dlfcn.h>

#include <filesystem>
#include <system_error>
#include <vector>

namespace quiver::duckdb {
namespace {

namespace fs = std::filesystem;

#if defined(__aarch64__)
constexpr char kPlatform[] = "linux_arm64";
#elif defined(__x86_64__)
constexpr char kPlatform[] = "linux_amd64";
#else
#error "quiver is for x86-64 and aarch64"
#endif

/// There is a file for each release of DuckDB; this is the one for the DuckDB in this process.
fs::path FileInQuiverFolder() {
  return fs::path("duckdb_extensions") / duckdb_library_version() / kPlatform /
         "quiver.duckdb_extension";
}

/// The folder of the shared library or executable that this code was linked into.
fs::path OwnFolder() {
  std::error_code error;
  const fs::path executable = fs::read_symlink("/proc/self/exe", error);
  Dl_info info;
  if (dladdr(reinterpret_cast<void*>(&OwnFolder), &info) == 0 || info.dli_fname == nullptr) {
    return executable.parent_path();
  }
  // The name of an executable is what it was called by, not always a path.
  const fs::path own = fs::canonical(info.dli_fname, error);
  return (error ? executable : own).parent_path();
}

arrow::Result<std::string> FindExtensionFile() {
  const fs::path own = OwnFolder();
  // lib/libquiver.so, bin/quiver, and a program that has all of quiver beside it.
  const std::vector<fs::path> folders = {own / "quiver", own / ".." / "lib" / "quiver", own};
  const fs::path name = FileInQuiverFolder();
  for (const fs::path& folder : folders) {
    std::error_code error;
    const fs::path file = fs::canonical(folder / name, error);
    if (!error) return file.string();
  }
  return arrow::Status::IOError("there is no extension of quiver for DuckDB ",
                                duckdb_library_version(), ": ", name.string(), " is not in ",
                                folders[0].string(), ", ", folders[1].lexically_normal().string(),
                                " or ", folders[2].string(), "; install quiver again");
}

}  // namespace

arrow::Result<ExtensionFunctions> LoadExtension(Connection* connection) {
  ARROW_ASSIGN_OR_RAISE(const std::string file, FindExtensionFile());
  ARROW_RETURN_NOT_OK(connection->Execute("LOAD " + QuoteLiteral(file)));
  // DuckDB keeps the file loaded for the life of the process.
  void* library = dlopen(file.c_str(), RTLD_NOW | RTLD_NOLOAD);
  if (library == nullptr) return arrow::Status::IOError(file, " was loaded from another place");
  ExtensionFunctions functions;
  functions.share_table =
      reinterpret_cast<QuiverShareTableFunction>(dlsym(library, QUIVER_SHARE_TABLE));
  functions.unshare_table =
      reinterpret_cast<QuiverUnshareTableFunction>(dlsym(library, QUIVER_UNSHARE_TABLE));
  dlclose(library);
  if (functions.share_table == nullptr || functions.unshare_table == nullptr) {
    return arrow::Status::IOError(file, " is of another version; install quiver again");
  }
  return functions;
}

}  // namespace quiver::duckdb
