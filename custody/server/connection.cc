#include "custody/server/connection.h"

#include <openssl/ssl.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <string>
#include <utility>

#include "custody/server/conversation.h"
#include "custody/server/peer_identity.h"

namespace pyx::server {
namespace {

using boost::asio::ip::tcp;
using ErrorCode = boost::system::error_code;

constexpr std::size_t kReadBytes = std::size_t{16} * 1024;         // a TLS record
constexpr std::size_t kKeptOutputBytes = std::size_t{256} * 1024;  // more is given back
constexpr Duration kLinger = std::chrono::seconds(2);
constexpr SteadyTime kNever = SteadyTime::max();

// Runs on the network thread only.
class TlsConnection final : public Connection, public std::enable_shared_from_this<TlsConnection> {
 public:
  TlsConnection(tcp::socket socket, Shared& shared)
      : shared_(shared),
        stream_(std::move(socket), *shared.tls),
        talk_(this, shared.service, shared.places, shared.limits,
              [this](std::uint64_t number) { return respond_to(number); }) {}

  void start() override;
  void drain() override;
  void sweep(SteadyTime now) override;
  void cut(std::string_view why) override;
  void complete(std::uint64_t slot, Response response) override;

 private:
  // What is read at the moment; each has its deadline.
  enum class Phase { kHandshake, kIdle, kHeader, kBody, kNothing };

  void count_connections();
  void handshaken(const ErrorCode& ec);
  void read();
  void was_read(const ErrorCode& ec, std::size_t size);
  void hear();
  Respond respond_to(std::uint64_t number);
  void flush();
  void written(const ErrorCode& ec);
  void finish();
  void linger();
  void close();
  void enter_phase();
  Duration limit_of(Phase phase) const;

  Shared& shared_;
  boost::asio::ssl::stream<tcp::socket> stream_;
  std::string remote_;
  Conversation talk_;
  boost::beast::flat_buffer buffer_;
  std::string output_;
  Phase phase_ = Phase::kHandshake;
  SteadyTime read_deadline_ = kNever;
  SteadyTime write_deadline_ = kNever;
  bool reading_ = false;
  bool writing_ = false;
  bool finishing_ = false;
  bool closed_ = false;
};

void TlsConnection::start() {
  shared_.connections.insert(shared_from_this());
  if (Connection* const goes = shared_.places.enter(this)) {
    count(shared_.service.metrics().connections_turned_away);
    goes->cut("too many strangers are connected");
  }
  count_connections();
  ErrorCode ec;
  const tcp::endpoint remote = stream_.next_layer().remote_endpoint(ec);
  remote_ = ec ? "unknown" : remote.address().to_string();
  read_deadline_ = std::chrono::steady_clock::now() + shared_.limits.handshake;
  stream_.async_handshake(
      boost::asio::ssl::stream_base::server,
      [self = shared_from_this()](const ErrorCode& done) { self->handshaken(done); });
}

void TlsConnection::count_connections() {
  shared_.service.metrics().connections.store(shared_.connections.size(),
                                              std::memory_order_relaxed);
}

void TlsConnection::handshaken(const ErrorCode& ec) {
  if (closed_) return;
  Metrics& metrics = shared_.service.metrics();
  if (ec) {
    count(metrics.failed_handshakes);
    shared_.log.write(Level::kWarning, "handshake-failed",
                      {{"remote", remote_}, {"reason", ec.message()}});
    return close();
  }
  shared_.places.shaken(this);
  count(metrics.handshakes);
  if (SSL_session_reused(stream_.native_handle()) == 1) count(metrics.resumed_handshakes);
  talk_.introduce(peer_identity(SSL_get0_peer_certificate(stream_.native_handle())));
  hear();
}

void TlsConnection::read() {
  if (reading_ || closed_ || talk_.is_ended()) return;
  reading_ = true;
  stream_.async_read_some(buffer_.prepare(kReadBytes),
                          [self = shared_from_this()](const ErrorCode& ec, std::size_t size) {
                            self->was_read(ec, size);
                          });
}

void TlsConnection::was_read(const ErrorCode& ec, std::size_t size) {
  reading_ = false;
  if (closed_) return;
  if (ec) {
    // The end of what the client has to say; half a request is none.
    talk_.end();
    enter_phase();
    return flush();
  }
  buffer_.commit(size);
  hear();
}

void TlsConnection::hear() {
  const auto bytes = buffer_.data();
  const Conversation::Heard heard =
      talk_.hear({static_cast<const char*>(bytes.data()), bytes.size()});
  buffer_.consume(heard.bytes);
  if (heard.ended_request) phase_ = Phase::kNothing;
  enter_phase();
  flush();
  // Otherwise the buffer may hold whole requests: they are taken up when there is room, in
  // written(), and until then it must not be read into.
  if (heard.is_starved) read();
}

Respond TlsConnection::respond_to(std::uint64_t number) {
  return [completions = shared_.completions, weak = std::weak_ptr<Connection>(shared_from_this()),
          number](Response response) { completions->push(weak, number, std::move(response)); };
}

void TlsConnection::complete(std::uint64_t slot, Response response) {
  if (closed_) return;
  talk_.answer(slot, std::move(response));
  flush();
}

void TlsConnection::flush() {
  if (writing_ || closed_ || finishing_) return;
  talk_.take_ready(output_);
  if (output_.empty()) {
    if (talk_.is_ended() && talk_.owes_nothing()) finish();
    return;
  }
  writing_ = true;
  write_deadline_ = std::chrono::steady_clock::now() + shared_.limits.write;
  boost::asio::async_write(
      stream_, boost::asio::buffer(output_),
      [self = shared_from_this()](const ErrorCode& ec, std::size_t) { self->written(ec); });
}

void TlsConnection::written(const ErrorCode& ec) {
  writing_ = false;
  write_deadline_ = kNever;
  if (closed_) return;
  if (ec) return close();
  talk_.sent();
  if (output_.capacity() > kKeptOutputBytes) std::string().swap(output_);
  // Room for more: what waits in the buffer comes first. A read under way owns the buffer.
  if (reading_ || talk_.is_ended()) {
    enter_phase();
    flush();
  } else {
    hear();
  }
}

void TlsConnection::drain() {
  if (phase_ == Phase::kHandshake) return close();
  talk_.end();
  enter_phase();
  talk_.end_behind_last();
  flush();
}

// Says good-bye; then waits until the client is gone, since closing with its bytes unread would
// reset the connection and could take the answer from it.
void TlsConnection::finish() {
  finishing_ = true;
  read_deadline_ = kNever;
  write_deadline_ = std::chrono::steady_clock::now() + kLinger;
  stream_.async_shutdown([self = shared_from_this()](const ErrorCode&) {
    if (self->closed_) return;
    ErrorCode ignored;
    self->stream_.next_layer().shutdown(tcp::socket::shutdown_send, ignored);
    self->linger();
  });
}

void TlsConnection::linger() {
  if (reading_) return close();
  buffer_.clear();
  stream_.next_layer().async_read_some(
      buffer_.prepare(kReadBytes), [self = shared_from_this()](const ErrorCode& ec, std::size_t) {
        if (self->closed_) return;
        ec ? self->close() : self->linger();
      });
}

void TlsConnection::close() {
  if (closed_) return;
  closed_ = true;
  ErrorCode ignored;
  stream_.next_layer().close(ignored);
  shared_.places.leave(this);
  talk_.give_up();
  const auto self = shared_from_this();
  shared_.connections.erase(self);
  count_connections();
  shared_.on_closed();
}

void TlsConnection::cut(std::string_view why) {
  if (closed_) return;
  if (!finishing_) {
    count(shared_.service.metrics().connections_cut);
    shared_.log.write(Level::kWarning, "connection-cut",
                      {{"remote", remote_}, {"client", talk_.client()}, {"reason", why}});
  }
  close();
}

void TlsConnection::sweep(SteadyTime now) {
  if (now >= write_deadline_) {
    cut("the client does not take its answers");
  } else if (now >= read_deadline_) {
    phase_ == Phase::kIdle ? drain() : cut("the client is too slow");
  }
}

Duration TlsConnection::limit_of(Phase phase) const {
  switch (phase) {
    case Phase::kHandshake:
      return shared_.limits.handshake;
    case Phase::kIdle:
      return shared_.limits.idle;
    case Phase::kHeader:
      return shared_.limits.header;
    case Phase::kBody:
      return shared_.limits.body;
    case Phase::kNothing:
      break;
  }
  return Duration::max();
}

// A deadline runs from the beginning of a phase: a client that sends byte by byte does not move it.
void TlsConnection::enter_phase() {
  Phase phase = Phase::kNothing;
  if (!talk_.takes_requests()) {
    phase = Phase::kNothing;
  } else if (talk_.awaits_body()) {
    phase = Phase::kBody;
  } else if (buffer_.size() > 0) {
    phase = Phase::kHeader;
  } else if (talk_.owes_nothing() && !writing_) {
    phase = Phase::kIdle;
  }
  if (phase == phase_ && phase != Phase::kNothing) return;
  phase_ = phase;
  if (finishing_) return;
  read_deadline_ =
      phase == Phase::kNothing ? kNever : std::chrono::steady_clock::now() + limit_of(phase);
}

}  // namespace

std::shared_ptr<Connection> make_connection(tcp::socket socket, Shared& shared) {
  return std::make_shared<TlsConnection>(std::move(socket), shared);
}

}  // namespace pyx::server
