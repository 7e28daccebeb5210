#pragma once

#include <atomic>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace quiver::testing {

/// A server of one file on this machine, at `url()`, that misbehaves as asked. Every connection
/// answers one request.
class HttpServer {
 public:
  struct Behaviour {
    bool ranges = true;
    std::string tag = "\"v1\"";
    /// Answers with this status so many times first.
    int failures = 0;
    int failure_status = 503;
    /// Closes the connection after so many bytes of a body, once.
    int64_t break_once_after = -1;
  };

  HttpServer(std::string content, Behaviour behaviour);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  std::string url(const std::string& name = "file.bin") const;
  int port() const { return port_; }
  /// Bytes of bodies sent so far.
  int64_t bytes_sent() const { return bytes_sent_; }
  int requests() const { return requests_; }
  /// Another version of the file.
  void Replace(std::string content, std::string tag);

 private:
  void Serve();
  void Answer(int connection);

  std::mutex mutex_;
  std::string content_;
  Behaviour behaviour_;
  std::atomic<int64_t> bytes_sent_{0};
  std::atomic<int> requests_{0};
  int listening_ = -1;
  int port_ = 0;
  std::thread thread_;
};

}  // namespace quiver::testing
