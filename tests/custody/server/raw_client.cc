#include "tests/custody/server/raw_client.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>

namespace pyx::testing {
namespace {

void must(bool holds) {
  if (!holds) std::abort();
}

int connect_to(std::uint16_t port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const timeval patience{10, 0};
  must(::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) == 0);
  must(::setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience) == 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  must(::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  return socket;
}

}  // namespace

RawClient::RawClient(std::uint16_t port, const std::filesystem::path& server_ca,
                     const CertificateFiles* certificate, TlsVersion version,
                     ssl_session_st* resume, std::string_view early_data)
    : context_(SSL_CTX_new(TLS_client_method())), tls_(nullptr), socket_(connect_to(port)) {
  if (version == TlsVersion::k12) SSL_CTX_set_max_proto_version(context_, TLS1_2_VERSION);
  SSL_CTX_set_verify(context_, SSL_VERIFY_PEER, nullptr);
  must(SSL_CTX_load_verify_file(context_, server_ca.c_str()) == 1);
  if (certificate != nullptr) {
    must(SSL_CTX_use_certificate_chain_file(context_, certificate->certificate.c_str()) == 1);
    must(SSL_CTX_use_PrivateKey_file(context_, certificate->key.c_str(), SSL_FILETYPE_PEM) == 1);
  }
  tls_ = SSL_new(context_);
  must(tls_ != nullptr && SSL_set_fd(tls_, socket_) == 1);
  if (!early_data.empty()) must(SSL_SESSION_set_max_early_data(resume, 16384) == 1);
  if (resume != nullptr) must(SSL_set_session(tls_, resume) == 1);
  if (!early_data.empty()) {
    std::size_t written = 0;
    must(SSL_write_early_data(tls_, early_data.data(), early_data.size(), &written) == 1);
  }
  shook_hands_ = SSL_connect(tls_) == 1;
  ERR_clear_error();
}

RawClient::~RawClient() {
  // A session whose connection was not ended in order is not resumable.
  if (shook_hands_ && socket_ >= 0) SSL_shutdown(tls_);
  SSL_free(tls_);
  SSL_CTX_free(context_);
  close_abruptly();
}

bool RawClient::resumed() const { return SSL_session_reused(tls_) == 1; }

bool RawClient::early_data_taken() const {
  return SSL_get_early_data_status(tls_) == SSL_EARLY_DATA_ACCEPTED;
}

ssl_session_st* RawClient::session() const { return SSL_get1_session(tls_); }

bool RawClient::send(std::string_view bytes) {
  std::size_t written = 0;
  const bool sent = SSL_write_ex(tls_, bytes.data(), bytes.size(), &written) == 1;
  ERR_clear_error();
  return sent;
}

void RawClient::send_raw(std::string_view bytes) {
  must(::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
       static_cast<ssize_t>(bytes.size()));
}

bool RawClient::fill() {
  std::array<char, 16384> buffer{};
  std::size_t size = 0;
  const bool got = SSL_read_ex(tls_, buffer.data(), buffer.size(), &size) == 1;
  ERR_clear_error();
  read_.append(buffer.data(), size);
  return got;
}

std::optional<HttpReply> RawClient::receive() {
  constexpr std::string_view kEnd = "\r\n\r\n";
  std::size_t end = read_.find(kEnd);
  while (end == std::string::npos) {
    if (!fill()) return std::nullopt;
    end = read_.find(kEnd);
  }
  HttpReply reply;
  reply.head = read_.substr(0, end + 2);
  read_.erase(0, end + kEnd.size());
  reply.status = static_cast<unsigned>(std::stoul(reply.head.substr(9, 3)));
  constexpr std::string_view kLength = "\r\nContent-Length: ";
  const std::size_t length = reply.head.find(kLength);
  if (length == std::string::npos) return reply;
  const std::size_t size = std::stoul(reply.head.substr(length + kLength.size()));
  while (read_.size() < size) {
    if (!fill()) return std::nullopt;
  }
  reply.body = read_.substr(0, size);
  read_.erase(0, size);
  return reply;
}

bool RawClient::ended() { return read_.empty() && !fill() && read_.empty(); }

void RawClient::close_abruptly() {
  if (socket_ >= 0) ::close(socket_);
  socket_ = -1;
}

void RawClient::end_sending() {
  SSL_shutdown(tls_);
  must(::shutdown(socket_, SHUT_WR) == 0);
}

bool RawClient::renegotiate() {
  const bool begun = SSL_renegotiate(tls_) == 1 && SSL_do_handshake(tls_) == 1;
  ERR_clear_error();
  return begun;
}

bool RawClient::update_keys() {
  const bool done =
      SSL_key_update(tls_, SSL_KEY_UPDATE_REQUESTED) == 1 && SSL_do_handshake(tls_) == 1;
  ERR_clear_error();
  return done;
}

PlainClient::PlainClient(std::uint16_t port) : socket_(connect_to(port)) {}

PlainClient::~PlainClient() {
  if (socket_ >= 0) ::close(socket_);
}

void PlainClient::send(std::string_view bytes) {
  must(::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
       static_cast<ssize_t>(bytes.size()));
}

bool PlainClient::ended() {
  std::array<char, 4096> buffer{};
  ssize_t size = 1;
  while (size > 0) size = ::recv(socket_, buffer.data(), buffer.size(), 0);
  return size == 0 || errno == ECONNRESET;
}

}  // namespace pyx::testing
