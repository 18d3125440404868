#include "ceremony/cli/vault_place.h"

#include <array>
#include <iterator>
#include <utility>

namespace pyx::ceremony {

FlagSpec folder_flag() { return {"--dir", "DIR", "the vault's folder", Need::kRequired}; }

FlagSpec pin_source_flag() {
  return {"--pin-source", "SOURCE",
          "the token's user PIN: file:PATH, fd:N or prompt: (the default)"};
}

FlagSpec witness_flag() {
  return {"--witness", "FILE",
          "with --dir: a checkpoint of this vault's log that is kept elsewhere, to see whether the "
          "vault is behind",
          Need::kOptional, Times::kMany};
}

FlagSpec yes_flag() {
  return {"--yes", "", "do not ask for a typed word: for programs, not for people"};
}

std::vector<FlagSpec> vault_place_flags() {
  FlagSpec folder = folder_flag();
  folder.need = Need::kOptional;
  folder.help = "the vault's folder, opened in this process; or:";
  return with({pin_source_flag(), witness_flag()}, with(server_flags(), {folder}));
}

std::vector<FlagSpec> server_flags() {
  return {{"--server", "URL", "a running pyxd, https://HOST:PORT, with the three flags below"},
          {"--ca", "FILE", "PEM certificates that the server's certificate must lead to"},
          {"--certificate", "FILE", "PEM certificate by which the server knows this client"},
          {"--certificate-key", "FILE", "PEM private key of that certificate"},
          {"--server-name", "NAME", "the server's name in its certificate, if not the URL's host"}};
}

Result<std::optional<ServerPlace>> server_place(const Arguments& given) {
  constexpr std::array kServerFlags = {std::string_view("--ca"), std::string_view("--certificate"),
                                       std::string_view("--certificate-key")};
  for (const std::string_view flag : kServerFlags) {
    if (given.has(flag) && !given.has("--server")) {
      return bad_argument(flag, "goes with --server only");
    }
    if (!given.has(flag) && given.has("--server")) {
      return bad_argument(flag, "is needed with --server");
    }
  }
  if (given.has("--server-name") && !given.has("--server")) {
    return bad_argument("--server-name", "goes with --server only");
  }
  if (!given.has("--server")) return std::optional<ServerPlace>();
  if (!given.text("--server").starts_with("https://")) {
    return bad_argument("--server", "must begin with https://");
  }
  return std::optional(ServerPlace{given.text("--server"), given.path("--ca"),
                                   given.path("--certificate"), given.path("--certificate-key"),
                                   given.text("--server-name")});
}

Result<VaultPlace> vault_place(const Arguments& given) {
  VaultPlace place;
  if (given.has("--dir") == given.has("--server")) {
    return bad_argument("--dir", given.has("--dir")
                                     ? "does not go with --server: a vault is in one place"
                                     : "say where the vault is: --dir DIR, or --server URL");
  }
  PYX_ASSIGN(place.server, server_place(given));
  if (!place.server) {
    place.folder = given.path("--dir");
    PYX_ASSIGN(place.pin, given.secret_source("--pin-source"));
    const std::vector<std::string>& witnesses = given.texts("--witness");
    place.witnesses.assign(witnesses.begin(), witnesses.end());
  } else if (given.has("--pin-source")) {
    return bad_argument("--pin-source", "goes with --dir only: pyxd holds its token's PIN");
  } else if (given.has("--witness")) {
    return bad_argument("--witness", "goes with --dir only: pyxd has its own");
  }
  return place;
}

std::vector<FlagSpec> with(std::vector<FlagSpec> place, std::vector<FlagSpec> own) {
  own.insert(own.end(), std::make_move_iterator(place.begin()),
             std::make_move_iterator(place.end()));
  return own;
}

std::string place_words(const VaultPlace& place) {
  if (!place.server) {
    std::string here = " --dir " + place.folder.string();
    for (const auto& witness : place.witnesses) here += " --witness " + witness.string();
    return here;
  }
  const ServerPlace& server = *place.server;
  std::string words = " --server " + server.url + " --ca " + server.ca.string() +
                      " --certificate " + server.certificate.string() + " --certificate-key " +
                      server.certificate_key.string();
  if (!server.name.empty()) words += " --server-name " + server.name;
  return words;
}

}  // namespace pyx::ceremony
