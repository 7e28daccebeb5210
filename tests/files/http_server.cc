#include "files/http_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <stdexcept>

namespace quiver::testing {
namespace {

std::string ReadRequest(int connection) {
  std::string request;
  char bytes[4096];
  while (request.find("\r\n\r\n") == std::string::npos) {
    const ssize_t count = recv(connection, bytes, sizeof(bytes), 0);
    if (count <= 0) break;
    request.append(bytes, count);
  }
  return request;
}

// `name` in lower case; headers' names have no case.
std::string HeaderOf(const std::string& request, const std::string& name) {
  std::string lower = request;
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return std::tolower(c); });
  const size_t at = lower.find("\r\n" + name + ": ");
  if (at == std::string::npos) return "";
  const size_t begin = at + name.size() + 4;
  return request.substr(begin, request.find("\r\n", begin) - begin);
}

void SendAll(int connection, const std::string& bytes) {
  for (size_t sent = 0; sent < bytes.size();) {
    const ssize_t count = send(connection, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (count <= 0) return;
    sent += count;
  }
}

std::string Head(int status, const std::string& headers, size_t length) {
  return "HTTP/1.1 " + std::to_string(status) + " Status\r\nConnection: close\r\n" + headers +
         "Content-Length: " + std::to_string(length) + "\r\n\r\n";
}

}  // namespace

HttpServer::HttpServer(std::string content, Behaviour behaviour)
    : content_(std::move(content)), behaviour_(std::move(behaviour)) {
  listening_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  if (bind(listening_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      listen(listening_, 64) != 0 ||
      getsockname(listening_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    throw std::runtime_error("no port to listen on");
  }
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { Serve(); });
}

HttpServer::~HttpServer() {
  shutdown(listening_, SHUT_RDWR);
  thread_.join();
  close(listening_);
}

std::string HttpServer::url(const std::string& name) const {
  return "http://127.0.0.1:" + std::to_string(port_) + "/" + name;
}

void HttpServer::Replace(std::string content, std::string tag) {
  const std::lock_guard lock(mutex_);
  content_ = std::move(content);
  behaviour_.tag = std::move(tag);
}

void HttpServer::Serve() {
  for (int connection; (connection = accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC)) >= 0;) {
    Answer(connection);
    close(connection);
  }
}

void HttpServer::Answer(int connection) {
  const std::string request = ReadRequest(connection);
  ++requests_;
  const std::lock_guard lock(mutex_);
  if (behaviour_.failures > 0) {
    --behaviour_.failures;
    return SendAll(connection, Head(behaviour_.failure_status, "", 0));
  }
  const std::string wanted_tag = HeaderOf(request, "if-match");
  if (!wanted_tag.empty() && wanted_tag != behaviour_.tag) {
    return SendAll(connection, Head(412, "", 0));
  }
  const std::string date = "Last-Modified: Fri, 31 May 2024 12:00:00 GMT\r\n";
  std::string headers = date;
  headers += behaviour_.tag.empty() ? "" : "ETag: " + behaviour_.tag + "\r\n";
  const std::string range = HeaderOf(request, "range");
  std::string body = content_;
  int status = 200;
  if (behaviour_.ranges && range.starts_with("bytes=")) {
    const auto size = static_cast<long>(content_.size());
    if (size == 0) return SendAll(connection, Head(416, "", 0));
    long first = 0;
    long last = size - 1;
    if (range[6] == '-') {
      first = std::max(0L, size - std::atol(range.c_str() + 7));
    } else {
      first = std::atol(range.c_str() + 6);
      last = std::min(last, std::atol(range.c_str() + range.find('-') + 1));
    }
    status = 206;
    body = content_.substr(first, last - first + 1);
    headers += "Content-Range: bytes " + std::to_string(first) + "-" + std::to_string(last) + "/" +
               std::to_string(size) + "\r\n";
  }
  const std::string head = Head(status, headers, body.size());
  if (behaviour_.break_once_after >= 0 &&
      static_cast<int64_t>(body.size()) > behaviour_.break_once_after) {
    body.resize(behaviour_.break_once_after);
    behaviour_.break_once_after = -1;
  }
  if (request.starts_with("HEAD ")) return SendAll(connection, head);
  bytes_sent_ += static_cast<int64_t>(body.size());
  SendAll(connection, head + body);
}

}  // namespace quiver::testing
