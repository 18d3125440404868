#include "custody/client/log_reader.h"

#include "custody/client/api_problem.h"

namespace pyx::client {
namespace {

Error not_whole(std::string why) { return refused("LOG-WHOLE", std::move(why)); }

// What the evidence itself says is a refusal; that it could not be fetched stays what it was.
Error verdict(const Error& from) {
  return from.code == Code::kBadInput ? not_whole(from.message) : from;
}

}  // namespace

Result<Bytes> LogReader::tile(const custody::TileName& name) {
  auto body = body_of(transport_.exchange({.path = "/v1/log/" + custody::tile_path(name)}));
  if (body) return to_bytes(*body);
  // A tile that the checkpoint promises and the server does not have.
  if (body.error().code == Code::kNotFound) return not_whole("the log lacks a tile");
  return std::move(body).error();
}

Result<custody::Checkpoint> LogReader::checkpoint() {
  PYX_ASSIGN(const std::string text, body_of(transport_.exchange({.path = "/v1/log/checkpoint"})));
  const auto note = custody::parse_note(text);
  if (!note) return not_whole("the checkpoint: " + note.error().message);
  if (!custody::signed_by(*note, log_key_)) {
    return not_whole("the checkpoint is not signed by the log key that was given");
  }
  const auto now = custody::parse_checkpoint(note->text);
  if (!now) return not_whole("the checkpoint: " + now.error().message);
  if (now->origin != custody::log_origin(vault_)) {
    return not_whole("the checkpoint is that of another vault");
  }
  // An older checkpoint than the newest seen is either the beginning of it or of another log.
  if (newest_) {
    const bool grown = now->size >= newest_->size;
    const auto same =
        custody::check_consistency(grown ? *newest_ : *now, grown ? *now : *newest_,
                                   [this](const custody::TileName& name) { return tile(name); });
    if (!same) return verdict(same.error());
    if (!grown) return not_whole("the log has become shorter");
  }
  newest_ = *now;
  return *now;
}

Result<Bytes> LogReader::leaf(std::uint64_t index) {
  if (!newest_ || newest_->size <= index) PYX_TRY(checkpoint());
  if (newest_->size <= index) return not_whole("the log ends before the leaf");
  auto leaf = custody::read_proven_leaf(
      *newest_, index, [this](const custody::TileName& name) { return tile(name); });
  if (!leaf) return verdict(leaf.error());
  return leaf;
}

}  // namespace pyx::client
