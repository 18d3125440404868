#include "custody/server/config.h"

#include <arpa/inet.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>

#include "base/toml.h"
#include "custody/server/system_calls.h"
#include "custody/store/sqlite_store.h"

namespace pyx::server {
namespace {

Result<std::filesystem::path> path_of(toml::Table& table, std::string_view key,
                                      const std::filesystem::path& folder) {
  PYX_ASSIGN(const toml::Text text, table.string(key));
  if (text.text.empty()) return table.fail(text.at, "a path must not be empty");
  return folder / text.text;
}

Result<std::vector<std::filesystem::path>> witnesses_of(toml::Table& table,
                                                        const std::filesystem::path& folder) {
  PYX_ASSIGN(const std::vector<toml::Text> texts, table.strings_or_none("witness"));
  std::vector<std::filesystem::path> paths;
  for (const toml::Text& text : texts) {
    if (text.text.empty()) return table.fail(text.at, "a path must not be empty");
    paths.push_back(folder / text.text);
  }
  return paths;
}

Result<std::string> user_of(toml::Table& table) {
  PYX_ASSIGN(const auto text, table.string_if("user"));
  if (!text) return std::string();
  if (text->text.empty()) return table.fail(text->at, "a user must not be empty");
  return text->text;
}

Result<SecretSource> pin_source_of(toml::Table& table, const std::filesystem::path& folder) {
  PYX_ASSIGN(const toml::Text text, table.string("pin_source"));
  auto source = parse_secret_source(text.text);
  if (!source) return table.fail(text.at, source.error().message);
  if (std::holds_alternative<SecretSource::Prompt>(source->where)) {
    return table.fail(text.at, "a daemon cannot prompt: use file: or fd:");
  }
  if (auto* const file = std::get_if<SecretSource::File>(&source->where)) {
    file->path = folder / file->path;
  }
  return source;
}

Result<void> read_tls(toml::Table& table, const std::filesystem::path& folder, Config& into) {
  PYX_ASSIGN(into.tls.certificate, path_of(table, "certificate", folder));
  PYX_ASSIGN(into.tls.key, path_of(table, "key", folder));
  PYX_ASSIGN(into.tls.client_ca, path_of(table, "client_ca", folder));
  PYX_ASSIGN(into.session_lifetime, table.duration_or("session_lifetime", into.session_lifetime));
  return table.finish();
}

Result<void> read_signing(toml::Table& table, Config& into) {
  PYX_ASSIGN(const std::int64_t threads, table.integer_or("threads", 1, 64, into.signing_threads));
  into.signing_threads = static_cast<unsigned>(threads);
  PYX_ASSIGN(into.request_retention,
             table.duration_or("request_retention", into.request_retention));
  return table.finish();
}

Result<void> read_token(toml::Table& table, custody::TokenLimits& into) {
  PYX_ASSIGN(into.answer, table.duration_or("answer", into.answer));
  PYX_ASSIGN(into.change, table.duration_or("change", into.change));
  PYX_ASSIGN(into.longest_pause, table.duration_or("longest_pause", into.longest_pause));
  if (into.change < into.answer) {
    return table.fail(table.position_of("change"), "change must not be shorter than answer");
  }
  if (into.longest_pause < into.first_pause) {
    return table.fail(table.position_of("longest_pause"), "longest_pause must be at least 1s");
  }
  return table.finish();
}

Result<std::size_t> size_of(toml::Table& table, std::string_view key, std::size_t least,
                            std::size_t most, std::size_t otherwise) {
  PYX_ASSIGN(const std::int64_t size, table.integer_or(key, static_cast<std::int64_t>(least),
                                                       static_cast<std::int64_t>(most),
                                                       static_cast<std::int64_t>(otherwise)));
  return static_cast<std::size_t>(size);
}

Result<void> read_limits(toml::Table& table, ServerLimits& into) {
  constexpr std::size_t kMiB = std::size_t{1024} * 1024;
  PYX_ASSIGN(into.connections, size_of(table, "connections", 1, 65536, into.connections));
  PYX_ASSIGN(into.client_connections, size_of(table, "client_connections", 1, into.connections,
                                              std::max<std::size_t>(into.connections / 2, 1)));
  PYX_ASSIGN(into.strangers, size_of(table, "strangers", 1, 65536, into.strangers));
  PYX_ASSIGN(into.pipelined, size_of(table, "pipelined", 1, 1024, into.pipelined));
  PYX_ASSIGN(const std::size_t body_mib,
             size_of(table, "body_mib", 32, 65536, into.body_bytes / kMiB));
  into.body_bytes = body_mib * kMiB;
  PYX_ASSIGN(into.handshake, table.duration_or("handshake", into.handshake));
  PYX_ASSIGN(into.header, table.duration_or("header", into.header));
  PYX_ASSIGN(into.body, table.duration_or("body", into.body));
  PYX_ASSIGN(into.idle, table.duration_or("idle", into.idle));
  PYX_ASSIGN(into.write, table.duration_or("write", into.write));
  PYX_ASSIGN(into.stop, table.duration_or("stop", into.stop));
  return table.finish();
}

Result<void> read_health(toml::Table& table, HealthLimits& into) {
  PYX_ASSIGN(into.every, table.duration_or("every", into.every));
  PYX_ASSIGN(into.canary_age, table.duration_or("canary_age", into.canary_age));
  PYX_ASSIGN(into.store_age, table.duration_or("store_age", into.store_age));
  if (into.canary_age <= into.every) {
    return table.fail(table.position_of("canary_age"), "canary_age must be longer than every");
  }
  if (into.store_age <= into.every) {
    return table.fail(table.position_of("store_age"), "store_age must be longer than every");
  }
  return table.finish();
}

Result<void> read_log(toml::Table& table, Level& into) {
  PYX_ASSIGN(const auto text, table.string_if("level"));
  if (text) {
    const auto level = level_from(text->text);
    if (!level) return table.fail(text->at, "level must be debug, info, warning or error");
    into = *level;
  }
  return table.finish();
}

Result<void> read_confinement(toml::Table& table, Confinement& into) {
  PYX_ASSIGN(into.system_calls, table.boolean_or("system_calls", into.system_calls));
  PYX_ASSIGN(const auto also, table.strings_or_none("also"));
  for (const toml::Text& name : also) {
    if (!is_system_call(name.text)) {
      return table.fail(name.at, "there is no system call \"" + name.text + "\"");
    }
    into.also.push_back(name.text);
  }
  return table.finish();
}

std::string place_of(std::string_view source_name, const toml::Table& table, std::string_view key) {
  const toml::Position at = table.position_of(key);
  return std::string(source_name) + ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
}

ConfigPlaces find_places(std::string_view source, const toml::Table& root, const toml::Table& tls) {
  return {place_of(source, root, "user"),       place_of(source, root, "vault"),
          place_of(source, root, "pin_source"), place_of(source, tls, "certificate"),
          place_of(source, tls, "key"),         place_of(source, tls, "client_ca")};
}

Error at_place(const std::string& place, Error error) {
  error.message = place + ": " + error.message;
  return error;
}

Result<void> check_vault(const std::filesystem::path& folder) {
  std::error_code ec;
  if (!std::filesystem::is_directory(folder, ec)) {
    return error(Code::kNotFound, "vault folder " + folder.string() + " is not there");
  }
  const auto store = folder / custody::kStoreFile;
  if (!std::filesystem::exists(store, ec)) {
    return error(Code::kNotFound, "there is no vault in " + folder.string());
  }
  if (access(folder.c_str(), R_OK | W_OK | X_OK) != 0 || access(store.c_str(), R_OK | W_OK) != 0) {
    return error(Code::kBadInput, "the vault in " + folder.string() +
                                      " may not be written: " + std::strerror(errno));
  }
  return {};
}

// What a descriptor holds can be read once only, and not here.
Result<void> check_pin(const SecretSource& source) {
  const auto* const file = std::get_if<SecretSource::File>(&source.where);
  if (file == nullptr) return {};
  std::error_code ec;
  if (std::filesystem::exists(file->path, ec) &&
      !std::filesystem::is_regular_file(file->path, ec)) {
    return error(Code::kBadInput, "pin_source " + file->path.string() + " is no regular file");
  }
  PYX_TRY(read_secret(source, "PIN of the vault's token"));
  return {};
}

}  // namespace

std::string to_text(const Endpoint& endpoint) {
  const bool six = endpoint.address.find(':') != std::string::npos;
  return (six ? "[" + endpoint.address + "]" : endpoint.address) + ":" +
         std::to_string(endpoint.port);
}

Result<Endpoint> parse_endpoint(std::string_view text) {
  const Error wrong =
      error(Code::kBadInput, "must be an address and a port like 127.0.0.1:7443 or [::1]:7443");
  const std::size_t colon = text.rfind(':');
  // inet_pton() reads no further than a NUL.
  if (colon == std::string_view::npos || text.find('\0') != std::string_view::npos) return wrong;
  Endpoint endpoint;
  endpoint.address = text.substr(0, colon);
  int family = AF_INET;
  if (endpoint.address.size() > 2 && endpoint.address.front() == '[' &&
      endpoint.address.back() == ']') {
    family = AF_INET6;
    endpoint.address = endpoint.address.substr(1, endpoint.address.size() - 2);
  }
  in6_addr parsed{};
  if (inet_pton(family, endpoint.address.c_str(), &parsed) != 1) return wrong;
  if (text.size() > colon + 2 && text[colon + 1] == '0') return wrong;
  const char* const end = text.data() + text.size();
  const auto [stopped, ec] = std::from_chars(text.data() + colon + 1, end, endpoint.port);
  if (ec != std::errc() || stopped != end) return wrong;
  return endpoint;
}

Result<Config> parse_config(std::string_view toml, std::string_view source_name,
                            const std::filesystem::path& folder) {
  PYX_ASSIGN(const std::shared_ptr<toml::Table> root, toml::parse(toml, source_name));
  Config config;
  PYX_ASSIGN(const toml::Text listen, root->string("listen"));
  auto endpoint = parse_endpoint(listen.text);
  if (!endpoint) return root->fail(listen.at, "listen " + endpoint.error().message);
  config.listen = std::move(endpoint).value();
  PYX_ASSIGN(config.user, user_of(*root));
  PYX_ASSIGN(config.vault, path_of(*root, "vault", folder));
  PYX_ASSIGN(config.witnesses, witnesses_of(*root, folder));
  PYX_ASSIGN(config.pin_source, pin_source_of(*root, folder));
  PYX_ASSIGN(toml::Table* const tls, root->table("tls"));
  PYX_TRY(read_tls(*tls, folder, config));
  PYX_ASSIGN(toml::Table* const signing, root->table_if("signing"));
  if (signing != nullptr) PYX_TRY(read_signing(*signing, config));
  PYX_ASSIGN(toml::Table* const token, root->table_if("token"));
  if (token != nullptr) PYX_TRY(read_token(*token, config.token));
  PYX_ASSIGN(toml::Table* const limits, root->table_if("limits"));
  if (limits != nullptr) PYX_TRY(read_limits(*limits, config.limits));
  PYX_ASSIGN(toml::Table* const health, root->table_if("health"));
  if (health != nullptr) PYX_TRY(read_health(*health, config.health));
  PYX_ASSIGN(toml::Table* const confinement, root->table_if("confinement"));
  if (confinement != nullptr) PYX_TRY(read_confinement(*confinement, config.confinement));
  PYX_ASSIGN(toml::Table* const log, root->table_if("log"));
  if (log != nullptr) PYX_TRY(read_log(*log, config.log_level));
  config.places = find_places(source_name, *root, *tls);
  PYX_TRY(root->finish());
  return config;
}

std::vector<Error> config_faults(const Config& config) {
  std::vector<Error> faults;
  if (const auto well = check_vault(config.vault); !well) {
    faults.push_back(at_place(config.places.vault, well.error()));
  }
  if (const auto well = check_pin(config.pin_source); !well) {
    faults.push_back(at_place(config.places.pin_source, well.error()));
  }
  for (TlsFault& fault : tls_faults(config.tls)) {
    const std::string& place = fault.file == TlsFile::kCertificate ? config.places.certificate
                               : fault.file == TlsFile::kKey       ? config.places.key
                                                                   : config.places.client_ca;
    faults.push_back(at_place(place, std::move(fault.error)));
  }
  return faults;
}

}  // namespace pyx::server
