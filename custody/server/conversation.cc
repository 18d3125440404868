#include "custody/server/conversation.h"

#include <utility>
#include <variant>

#include "custody/server/problem.h"
#include "custody/server/sign_handler.h"

namespace pyx::server {
namespace {

constexpr std::size_t kGatherBytes = std::size_t{64} * 1024;  // answers written together

}  // namespace

Conversation::Conversation(Connection* place, Service& service, Places& places,
                           const ServerLimits& limits, RespondTo respond_to)
    : place_(place),
      service_(service),
      places_(places),
      limits_(limits),
      respond_to_(std::move(respond_to)) {}

std::string_view Conversation::client() const {
  return client_ ? std::string_view(client_->san_uri) : std::string_view();
}

// Who asks for much takes some of it first.
bool Conversation::is_full() const {
  return answers_.size() >= limits_.pipelined || answers_.slow() >= kMostSlowRequests;
}

Conversation::Heard Conversation::hear(std::string_view bytes) {
  Heard heard;
  while (!heard.is_starved && takes_requests()) {
    heard.is_starved = !hear_some(bytes, heard.bytes);
    heard.ended_request |= !heard.is_starved && !reader_;
  }
  return heard;
}

// One step, from bytes[at] on; false if more bytes are needed.
bool Conversation::hear_some(std::string_view bytes, std::size_t& at) {
  if (at == bytes.size()) return false;
  if (!reader_) reader_.emplace(kSignMostBodyBytes);
  using State = RequestReader::State;
  const State before = reader_->state();
  const std::size_t used = reader_->put(bytes.substr(at));
  at += used;
  const State now = reader_->state();
  if (now == State::kRefused) {
    refuse(reader_->refusal(), true);
    return true;
  }
  if (before == State::kHead && now != State::kHead && !admit()) return true;
  if (now == State::kWhole) dispatch();
  return used > 0 || now != before;
}

// False if the request is refused: then it has its answer already.
bool Conversation::admit() {
  const std::size_t body_bytes = reader_->content_length();
  const auto no = [this, body_bytes](Response response) {
    refuse(std::move(response), body_bytes > 0);
    return false;
  };
  if (!client_) return no(problem(client_.error()));
  Request& request = reader_->request();
  request.client = *client_;
  auto admitted = service_.admit(request);
  if (auto* const refusal = std::get_if<Response>(&admitted)) return no(std::move(*refusal));
  route_ = std::get<const Route*>(admitted);
  if (body_bytes > route_->most_body_bytes) {
    return no(problem(
        error(Code::kBadInput,
              "the body is longer than " + std::to_string(route_->most_body_bytes) + " bytes"),
        413));
  }
  if (!places_.admit(place_, client_->spki_sha256)) {
    refuse(problem(error(Code::kRetry, "there are too many connections")), true);
    return false;
  }
  const std::size_t bytes = body_bytes + route_->answer_bytes;
  if (!places_.reserve(client_->spki_sha256, bytes)) {
    return no(problem(error(Code::kRetry, "too many bytes are under way")));
  }
  reserved_ = bytes;
  if (reader_->expects_continue()) answers_.push_continue();
  return true;
}

void Conversation::refuse(Response response, bool body_is_unread) {
  service_.refused(response);
  is_ended_ = body_is_unread || !reader_->keep_alive();
  answers_.push(std::move(response), is_ended_ ? Afterwards::kClose : Afterwards::kKeepAlive);
  reader_.reset();
}

void Conversation::dispatch() {
  is_ended_ = !reader_->keep_alive();
  Request request = reader_->take();
  reader_.reset();
  const std::uint64_t number =
      answers_.push({.bytes = std::exchange(reserved_, 0),
                     .afterwards = is_ended_ ? Afterwards::kClose : Afterwards::kKeepAlive,
                     .slow = route_->lane != Lane::kNetwork,
                     .asked = service_.begin(*route_, request)});
  service_.handle(*route_, std::move(request), respond_to_(number));
}

// The answer is known: it counts in place of what was set aside for it and of the body.
void Conversation::answer(std::uint64_t number, Response response) {
  const Service::Asked* const asked = answers_.awaited(number);
  if (asked == nullptr) return;
  service_.answered(*asked, response);
  places_.hold(client_->spki_sha256, response.body.size());
  places_.release(client_->spki_sha256, answers_.answer(number, std::move(response)));
}

void Conversation::take_ready(std::string& wire) {
  wire.clear();
  sending_ += answers_.take_ready(wire, kGatherBytes);
}

void Conversation::sent() {
  if (sending_ > 0) places_.release(client_->spki_sha256, std::exchange(sending_, 0));
}

void Conversation::give_up() {
  const std::size_t held =
      std::exchange(reserved_, 0) + std::exchange(sending_, 0) + answers_.clear();
  if (held > 0) places_.release(client_->spki_sha256, held);
}

}  // namespace pyx::server
