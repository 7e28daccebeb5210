#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

namespace quiver::testing {

/// Stands between clients and a server's unix socket, and closes each connection once the server
/// has sent so many bytes through it.
class CuttingProxy {
 public:
  CuttingProxy(const std::filesystem::path& folder, int64_t bytes);
  ~CuttingProxy();
  CuttingProxy(const CuttingProxy&) = delete;
  CuttingProxy& operator=(const CuttingProxy&) = delete;

  /// The port that stands in its socket's name.
  static constexpr int kPort = 5433;

 private:
  void Serve();
  void Forward(int client) const;

  const std::string server_;
  const std::string socket_;
  const int64_t bytes_;
  int listening_ = -1;
  std::atomic<bool> done_{false};
  std::vector<std::thread> connections_;
  std::thread thread_;
};

}  // namespace quiver::testing
