#include "databases/postgres/cutting_proxy.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace quiver::testing {
namespace {

sockaddr_un AddressOf(const std::string& path) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof(address.sun_path) - 1);
  return address;
}

// Passes on what is there; false when that side has ended.
bool Pass(int from, int to, int64_t most, int64_t* passed) {
  std::array<char, 16'384> bytes;
  const ssize_t count =
      recv(from, bytes.data(), std::min<int64_t>(most, static_cast<int64_t>(bytes.size())), 0);
  if (count <= 0) return false;
  *passed += count;
  for (ssize_t sent = 0; sent < count;) {
    const ssize_t now = send(to, bytes.data() + sent, count - sent, MSG_NOSIGNAL);
    if (now <= 0) return false;
    sent += now;
  }
  return true;
}

}  // namespace

CuttingProxy::CuttingProxy(const std::filesystem::path& folder, int64_t bytes)
    : server_(folder / ".s.PGSQL.5432"),
      socket_(folder / (".s.PGSQL." + std::to_string(kPort))),
      bytes_(bytes) {
  const sockaddr_un address = AddressOf(socket_);
  listening_ = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (bind(listening_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0 ||
      listen(listening_, 16) != 0) {
    throw std::runtime_error("can't listen at " + socket_);
  }
  thread_ = std::thread([this] { Serve(); });
}

CuttingProxy::~CuttingProxy() {
  done_ = true;
  shutdown(listening_, SHUT_RDWR);
  thread_.join();
  for (std::thread& connection : connections_) connection.join();
  close(listening_);
  unlink(socket_.c_str());
}

void CuttingProxy::Serve() {
  for (int client; (client = accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC)) >= 0;) {
    connections_.emplace_back([this, client] { Forward(client); });
  }
}

void CuttingProxy::Forward(int client) const {
  const int server = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_un address = AddressOf(server_);
  int64_t sent = 0;
  int64_t received = 0;
  bool open = connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
  while (open && !done_ && received < bytes_) {
    std::array<pollfd, 2> both = {pollfd{client, POLLIN, 0}, pollfd{server, POLLIN, 0}};
    if (poll(both.data(), both.size(), 20) <= 0) continue;
    if (both[0].revents != 0) open = Pass(client, server, INT64_MAX, &sent);
    if (open && both[1].revents != 0) open = Pass(server, client, bytes_ - received, &received);
  }
  close(server);
  close(client);
}

}  // namespace quiver::testing
