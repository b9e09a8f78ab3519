package io.hauberk.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A small authorization server on this machine, for tests: discovery, a JWK set, tokens by client credentials, code with
 * PKCE, refresh and exchange, introspection, revocation, an authorization endpoint that lets everybody in as {@code alice},
 * and logout. Needs the module {@code jdk.httpserver}. Thread-safe.
 *
 * <p>Its one client is {@link #CLIENT} with {@link #SECRET}, by HTTP Basic or in the form.
 */
public final class ThrowawayIssuer implements AutoCloseable {
    /** The id of the client that it knows. */
    public static final String CLIENT = "hauberk";

    /** The secret of that client. */
    public static final String SECRET = "s3cret/with:marks";

    static {
        // Else each answer waits 40 ms for an acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
    private final Map<String, Map<String, Object>> tokens = new ConcurrentHashMap<>();
    private final Map<String, Map<String, String>> codes = new ConcurrentHashMap<>();
    private final Map<String, Map<String, String>> refreshTokens = new ConcurrentHashMap<>();
    private final BlockingQueue<String> revoked = new LinkedBlockingQueue<>();
    private volatile SigningPair key = SigningPair.of("k1");
    private final AtomicInteger keys = new AtomicInteger(1);
    private volatile boolean down;
    private volatile int lifeSeconds = 300;
    private volatile Map<String, Object> alsoClaimed = Map.of();

    private ThrowawayIssuer(HttpServer server) {
        this.server = server;
    }

    /** Starts one on a free port. */
    public static ThrowawayIssuer start() throws IOException {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        ThrowawayIssuer issuer = new ThrowawayIssuer(http);
        http.createContext("/", issuer::serve);
        http.setExecutor(issuer.threads);
        http.start();
        return issuer;
    }

    /** Its URL, and what its tokens name as {@code iss}. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** How often a path was asked for. */
    public int asked(String path) {
        AtomicInteger count = asked.get(path);
        return count == null ? 0 : count.get();
    }

    /** Answers everything with 503, or no longer. */
    public void down(boolean down) {
        this.down = down;
    }

    /** How long the tokens hold that it makes from now on. */
    public void tokenLife(int seconds) {
        lifeSeconds = seconds;
    }

    /** Puts these claims into all tokens from now on. */
    public void claiming(Map<String, Object> claims) {
        alsoClaimed = Map.copyOf(claims);
    }

    /** Signs by another key from now on, and publishes that one alone. */
    public void rotate() {
        key = SigningPair.of("k" + keys.incrementAndGet());
    }

    /** What signs its tokens. */
    public SigningPair key() {
        return key;
    }

    /** A token of this issuer for somebody. */
    public String token(String subject, Object audience, Map<String, Object> more) {
        return token(subject, audience, "at+jwt", more);
    }

    private String token(String subject, Object audience, String type, Map<String, Object> more) {
        long now = Instant.now().getEpochSecond();
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", url());
        claims.put("sub", subject);
        claims.put("aud", audience);
        claims.put("iat", now);
        claims.put("exp", now + lifeSeconds);
        claims.put("jti", UUID.randomUUID().toString());
        claims.putAll(alsoClaimed);
        claims.putAll(more);
        String token = key.sign(Map.of("alg", "ES256", "kid", key.id(), "typ", type), claims);
        tokens.put(token, claims);
        return token;
    }

    /** An opaque token, about which the issuer must be asked. */
    public String opaqueToken(String subject, Object audience, Map<String, Object> more) {
        String token = UUID.randomUUID().toString();
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", url());
        claims.put("sub", subject);
        claims.put("aud", audience);
        claims.put("exp", Instant.now().getEpochSecond() + lifeSeconds);
        claims.putAll(more);
        tokens.put(token, claims);
        return token;
    }

    /** Makes a token inactive. */
    public void revoke(String token) {
        tokens.remove(token);
    }

    /** The next refresh token that somebody has had revoked; null if nobody does in that time. Blocks. */
    public @Nullable String awaitRevocation(Duration atMost) throws InterruptedException {
        return revoked.poll(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void serve(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        asked.computeIfAbsent(path, any -> new AtomicInteger()).incrementAndGet();
        try (exchange) {
            if (down) {
                send(exchange, 503, Map.of());
                return;
            }
            switch (path) {
                case "/.well-known/openid-configuration" -> send(exchange, 200, metadata());
                case "/jwks.json" -> send(exchange, 200, Map.of("keys", List.of(jwk())));
                case "/authorize" -> authorize(exchange);
                case "/token" -> token(exchange);
                case "/introspect" -> introspect(exchange);
                case "/revoke" -> revoke(exchange);
                case "/logout" -> send(exchange, 200, Map.of());
                default -> send(exchange, 404, Map.of());
            }
        }
    }

    private Map<String, Object> metadata() {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("issuer", url());
        metadata.put("jwks_uri", url() + "/jwks.json");
        metadata.put("authorization_endpoint", url() + "/authorize");
        metadata.put("token_endpoint", url() + "/token");
        metadata.put("introspection_endpoint", url() + "/introspect");
        metadata.put("revocation_endpoint", url() + "/revoke");
        metadata.put("end_session_endpoint", url() + "/logout");
        metadata.put("authorization_response_iss_parameter_supported", true);
        return metadata;
    }

    private Map<String, Object> jwk() {
        Map<String, Object> jwk = new LinkedHashMap<>(key.publicKey());
        jwk.put("kid", key.id());
        jwk.put("use", "sig");
        jwk.put("alg", "ES256");
        return jwk;
    }

    private void authorize(HttpExchange exchange) throws IOException {
        Map<String, String> asked = form(exchange.getRequestURI().getRawQuery());
        String code = UUID.randomUUID().toString();
        codes.put(code, asked);
        exchange.getResponseHeaders()
                .set(
                        "Location",
                        asked.get("redirect_uri") + "?code=" + code + "&state="
                                + URLEncoder.encode(asked.getOrDefault("state", ""), StandardCharsets.UTF_8)
                                + "&iss="
                                + URLEncoder.encode(url(), StandardCharsets.UTF_8));
        exchange.sendResponseHeaders(302, -1);
    }

    private void token(HttpExchange exchange) throws IOException {
        Map<String, String> form = body(exchange);
        if (!known(exchange, form)) {
            send(exchange, 401, Map.of("error", "invalid_client"));
            return;
        }
        switch (form.getOrDefault("grant_type", "")) {
            case "client_credentials" ->
                send(exchange, 200, grant(token("service-" + CLIENT, audience(form), scope(form))));
            case "authorization_code" -> code(exchange, form);
            case "refresh_token" -> {
                Map<String, String> session = refreshTokens.remove(form.getOrDefault("refresh_token", ""));
                send(
                        exchange,
                        session == null ? 400 : 200,
                        session == null ? Map.of("error", "invalid_grant") : login(session));
            }
            case "urn:ietf:params:oauth:grant-type:token-exchange" -> exchange(exchange, form);
            default -> send(exchange, 400, Map.of("error", "unsupported_grant_type"));
        }
    }

    private void code(HttpExchange exchange, Map<String, String> form) throws IOException {
        Map<String, String> asked = codes.remove(form.getOrDefault("code", ""));
        if (asked == null
                || !asked.getOrDefault("redirect_uri", "").equals(form.get("redirect_uri"))
                || !SigningPair.hash(form.getOrDefault("code_verifier", "")).equals(asked.get("code_challenge"))) {
            send(exchange, 400, Map.of("error", "invalid_grant"));
            return;
        }
        send(exchange, 200, login(asked));
    }

    private Map<String, Object> login(Map<String, String> asked) {
        String refresh = UUID.randomUUID().toString();
        refreshTokens.put(refresh, asked);
        Map<String, Object> grant = grant(token("alice", "shop", Map.of("scope", asked.getOrDefault("scope", ""))));
        String sent = asked.get("nonce");
        Map<String, Object> nonce = sent == null ? Map.of() : Map.of("nonce", sent);
        grant.put("id_token", token("alice", CLIENT, "JWT", nonce));
        grant.put("refresh_token", refresh);
        return grant;
    }

    private void exchange(HttpExchange exchange, Map<String, String> form) throws IOException {
        Map<String, Object> subject = tokens.get(form.getOrDefault("subject_token", ""));
        if (subject == null) {
            send(exchange, 400, Map.of("error", "invalid_grant"));
            return;
        }
        Map<String, Object> more = scope(form);
        Map<String, Object> actor = tokens.get(form.getOrDefault("actor_token", ""));
        if (actor != null) {
            more.put("act", Map.of("sub", actor.get("sub")));
        }
        Map<String, Object> grant = grant(token(String.valueOf(subject.get("sub")), audience(form), more));
        grant.put("issued_token_type", "urn:ietf:params:oauth:token-type:access_token");
        send(exchange, 200, grant);
    }

    private void introspect(HttpExchange exchange) throws IOException {
        Map<String, String> form = body(exchange);
        if (!known(exchange, form)) {
            send(exchange, 401, Map.of("error", "invalid_client"));
            return;
        }
        Map<String, Object> claims = tokens.get(form.getOrDefault("token", ""));
        Map<String, Object> answer = new LinkedHashMap<>(claims == null ? Map.of() : claims);
        answer.put("active", claims != null);
        send(exchange, 200, answer);
    }

    private void revoke(HttpExchange exchange) throws IOException {
        Map<String, String> form = body(exchange);
        boolean known = known(exchange, form);
        String token = form.getOrDefault("token", "");
        if (known && refreshTokens.remove(token) != null) {
            revoked.add(token);
        }
        send(exchange, known ? 200 : 401, known ? Map.of() : Map.of("error", "invalid_client"));
    }

    private static Object audience(Map<String, String> form) {
        return form.getOrDefault("audience", form.getOrDefault("resource", "shop"));
    }

    private static Map<String, Object> scope(Map<String, String> form) {
        Map<String, Object> scope = new LinkedHashMap<>();
        scope.put("scope", form.getOrDefault("scope", ""));
        return scope;
    }

    private Map<String, Object> grant(String token) {
        Map<String, Object> grant = new LinkedHashMap<>();
        grant.put("access_token", token);
        grant.put("token_type", "Bearer");
        grant.put("expires_in", lifeSeconds);
        return grant;
    }

    private static boolean known(HttpExchange exchange, Map<String, String> form) {
        String basic = exchange.getRequestHeaders().getFirst("Authorization");
        String both = URLEncoder.encode(CLIENT, StandardCharsets.UTF_8)
                + ':'
                + URLEncoder.encode(SECRET, StandardCharsets.UTF_8);
        String right = "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.US_ASCII));
        return basic != null
                ? basic.equals(right)
                : CLIENT.equals(form.get("client_id")) && SECRET.equals(form.get("client_secret"));
    }

    private static Map<String, String> body(HttpExchange exchange) throws IOException {
        return form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.US_ASCII));
    }

    private static Map<String, String> form(String text) {
        Map<String, String> form = new LinkedHashMap<>();
        for (String pair : text == null ? new String[0] : text.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                form.put(
                        URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return form;
    }

    private static void send(HttpExchange exchange, int status, Map<String, ?> object) throws IOException {
        byte[] bytes = SigningPair.json(object).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
