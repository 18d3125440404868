// What one client asks over its connection and what it is answered: bytes in, bytes out, and what
// of both the daemon has to hold meanwhile (custody/server/places.h). The connection itself, its
// handshake and its deadlines are custody/server/connection.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "custody/server/answer_queue.h"
#include "custody/server/limits.h"
#include "custody/server/places.h"
#include "custody/server/request_reader.h"
#include "custody/server/service.h"

namespace pyx::server {

// Network thread only.
class Conversation {
 public:
  // What is handed to the handler of the request with this number; its answer is to come back into
  // answer().
  using RespondTo = std::function<Respond(std::uint64_t number)>;
  // `service`, `places` and `limits` outlive this; `place` is what stands in `places` for it.
  Conversation(Connection* place, Service& service, Places& places, const ServerLimits& limits,
               RespondTo respond_to);

  // Who the client is, as the handshake has proven it; or why that is not known: it is told so.
  void introduce(Result<custody::ClientIdentity> client) { client_ = std::move(client); }
  std::string_view client() const;  // the URI of its certificate; empty if it is not known

  // Takes requests off the front of `bytes`, as far as there is room for their answers.
  struct Heard {
    std::size_t bytes = 0;       // taken
    bool is_starved = false;     // more must come; else what is left waits until is_full() ends
    bool ended_request = false;  // at least one was taken to its end
  };
  Heard hear(std::string_view bytes);
  // No request is taken any more; what is under way is answered.
  void end() { is_ended_ = true; }
  void end_behind_last() { answers_.end_behind_last(); }

  void answer(std::uint64_t number, Response response);
  // Replaces `wire` by the answers that are ready, in order; empty: there are none. They count as
  // held until sent().
  void take_ready(std::string& wire);
  void sent();
  // Gives back all that is held, and drops what is under way.
  void give_up();

  bool takes_requests() const { return !is_ended_ && !is_full(); }
  bool is_ended() const { return is_ended_; }
  bool awaits_body() const { return reader_ && reader_->state() == RequestReader::State::kBody; }
  bool owes_nothing() const { return answers_.empty(); }

 private:
  bool is_full() const;
  bool hear_some(std::string_view bytes, std::size_t& at);
  bool admit();
  void refuse(Response response, bool body_is_unread);
  void dispatch();

  Connection* place_;
  Service& service_;
  Places& places_;
  const ServerLimits& limits_;
  RespondTo respond_to_;
  Result<custody::ClientIdentity> client_ = error(Code::kBug, "no handshake yet");
  std::optional<RequestReader> reader_;
  const Route* route_ = nullptr;  // of the request whose body is being read
  std::size_t reserved_ = 0;      // for that request
  std::size_t sending_ = 0;       // of the answers that were taken and are not sent
  AnswerQueue answers_;
  bool is_ended_ = false;
};

}  // namespace pyx::server
