package io.hauberk.oauth;

import io.hauberk.Deadline;
import io.hauberk.Exchange;
import io.hauberk.Request;
import io.hauberk.fetch.Document;
import io.hauberk.json.Json;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The token endpoint of an authorization server, asked by one client (RFC 6749 §3.2), and where it takes tokens back.
 * Answers of up to 256 KB; a token of up to 16 KB. Meter: {@code hauberk.token.fetch} (issuer, grant, outcome), a timer. Thread-safe; blocks.
 */
public final class TokenEndpoint {
    private static final int MAX_BYTES = 256 * 1024;
    private static final int MAX_TOKEN = 16 * 1024;
    private static final int USUAL_LIFE_SECONDS = 60;

    private final AuthorizationServer server;
    private final OAuthClient client;
    private final InstantSource time;
    private volatile @Nullable MeterRegistry registry;

    /** The endpoint of a server for a client. */
    public TokenEndpoint(AuthorizationServer server, OAuthClient client, InstantSource time) {
        this.server = server;
        this.client = client;
        this.time = time;
    }

    /** Counts and times from now on. */
    public void countIn(MeterRegistry registry) {
        this.registry = registry;
    }

    /**
     * Asks for a token.
     *
     * @throws TokenRefusedException if the server says no
     * @throws IOException if it cannot be asked, or its answer is none
     */
    public Grant ask(Map<String, String> form, Deadline deadline) throws IOException {
        long began = server.ticker().nanos();
        String outcome = "failed";
        try {
            Grant grant = grant(form, deadline);
            outcome = "granted";
            return grant;
        } catch (TokenRefusedException e) {
            outcome = "refused";
            throw e;
        } finally {
            String type = String.valueOf(form.get("grant_type"));
            count(
                    type.substring(type.lastIndexOf(':') + 1).replace('-', '_'),
                    outcome,
                    server.ticker().nanos() - began);
        }
    }

    /**
     * Has the server take back a refresh token, and what else came of its grant (RFC 7009). Does nothing where the server has no
     * {@code revocation_endpoint}.
     *
     * @throws IOException if it cannot be asked, or did not
     */
    public void revoke(String refreshToken, Deadline deadline) throws IOException {
        String url = server.optionalEndpoint("revocation_endpoint", deadline);
        if (url == null) {
            return;
        }
        long began = server.ticker().nanos();
        String outcome = "failed";
        try {
            Map<String, String> form = Map.of("token", refreshToken, "token_type_hint", "refresh_token");
            Document answer = post(url, form, deadline);
            if (answer.status() != 200) {
                throw refused(url, answer, Json.object(answer.text()));
            }
            outcome = "revoked";
        } catch (TokenRefusedException e) {
            outcome = "refused";
            throw e;
        } finally {
            count("revocation", outcome, server.ticker().nanos() - began);
        }
    }

    private void count(String grant, String outcome, long nanos) {
        MeterRegistry meters = registry;
        if (meters != null) {
            meters.timer("hauberk.token.fetch", "issuer", server.issuer(), "grant", grant, "outcome", outcome)
                    .record(nanos, TimeUnit.NANOSECONDS);
        }
    }

    private Grant grant(Map<String, String> form, Deadline deadline) throws IOException {
        String url = server.endpoint("token_endpoint", deadline);
        Document answer = post(url, form, deadline);
        Map<String, Object> members = Json.object(answer.text());
        if (answer.status() != 200) {
            throw refused(url, answer, members);
        }
        return grant(url, members);
    }

    private Document post(String url, Map<String, String> form, Deadline deadline) throws IOException {
        Exchange exchange = Exchange.begin(server.ticker());
        exchange.shrink(deadline);
        Request request = client.post(url, form, url, exchange, time.instant());
        return Document.of(server.fetch(), request, MAX_BYTES);
    }

    private static IOException refused(String url, Document answer, @Nullable Map<String, Object> members) {
        Object error = members == null ? null : members.get("error");
        if (answer.status() >= 400 && answer.status() < 500 && error instanceof String code && plain(code, 64)) {
            return new TokenRefusedException(url + " refused: " + code + ".", code);
        }
        return new IOException(url + " answered " + answer.status() + ".");
    }

    private static Grant grant(String url, @Nullable Map<String, Object> members) throws IOException {
        if (members == null || !(members.get("access_token") instanceof String token) || !plain(token, MAX_TOKEN)) {
            throw new IOException(url + " sent no token that can be used.");
        }
        if (!(members.get("token_type") instanceof String type)
                || !type.equalsIgnoreCase("Bearer") && !type.equalsIgnoreCase("N_A")) {
            throw new IOException(url + " sent a token of another type than Bearer.");
        }
        long life = members.get("expires_in") instanceof Number seconds
                ? Math.max(0, Math.min(seconds.longValue(), 365L * 24 * 3600))
                : USUAL_LIFE_SECONDS;
        return new Grant(token, life, new LinkedHashMap<>(members));
    }

    private static boolean plain(String text, int max) {
        return !text.isEmpty() && text.length() <= max && text.chars().allMatch(c -> c > ' ' && c < 127);
    }

    @Override
    public String toString() {
        return "the token endpoint of " + server;
    }
}
