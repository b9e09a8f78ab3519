package io.hauberk.jwt;

import io.hauberk.Body;
import io.hauberk.Deadline;
import io.hauberk.Exchange;
import io.hauberk.Handler;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Ticker;
import io.hauberk.fetch.Fetch;
import io.hauberk.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keys at a URL; without one, at the URL that the issuer's OpenID configuration names. They hold as long as the
 * {@code Cache-Control} field says, but at least 5 minutes and at most 24 hours; 15 minutes without one. They are
 * fetched again a minute earlier, or up to a tenth of their life earlier still, so that many instances do not all ask
 * at the same time.
 */
final class WebKeys implements KeySource {
    static final int MAX_BYTES = 256 * 1024;

    private static final Duration AHEAD = Duration.ofMinutes(1);

    private final String issuer;
    private final @Nullable String url;
    private final Handler fetch;
    private final Ticker ticker;
    private final DoubleSupplier random;
    private @Nullable String discovered;

    /**
     * @param url where the keys are; null to ask the issuer
     * @param random from 0 to 1
     */
    WebKeys(String issuer, @Nullable String url, Handler fetch, Ticker ticker, DoubleSupplier random) {
        this.issuer = issuer;
        this.url = url;
        this.fetch = fetch;
        this.ticker = ticker;
        this.random = random;
    }

    @Override
    public Loaded load(Deadline deadline) throws IOException {
        try {
            String from = url != null ? url : discovered != null ? discovered : discover(deadline);
            Answer answer = get(from, deadline);
            Duration life = Freshness.of(answer.cacheControl(), answer.age());
            discovered = from;
            return new Loaded(answer.text(), life, refresh(life));
        } catch (IOException e) {
            discovered = null;
            throw e;
        }
    }

    private Duration refresh(Duration life) {
        long spread = (long) (life.toNanos() * random.getAsDouble() / 10);
        return life.minus(AHEAD).minusNanos(spread);
    }

    /** OpenID Connect Discovery 1.0 §4. */
    private String discover(Deadline deadline) throws IOException {
        String location = (issuer.endsWith("/") ? issuer : issuer + '/') + ".well-known/openid-configuration";
        Map<String, Object> configuration = Json.object(get(location, deadline).text());
        if (configuration == null || !(configuration.get("jwks_uri") instanceof String keys)) {
            throw new IOException(location + " names no jwks_uri. Give the issuer's keys as a URL or a file.");
        }
        if (!issuer.equals(configuration.get("issuer"))) {
            throw new IOException(location + " speaks of the issuer \"" + configuration.get("issuer") + "\", not of \""
                    + issuer + "\". The two must be the same text.");
        }
        return keys;
    }

    private Answer get(String from, Deadline deadline) throws IOException {
        Exchange exchange = Exchange.begin(ticker);
        exchange.shrink(deadline);
        Request request;
        try {
            request = Fetch.get(from, exchange).with("Accept", "application/json, application/jwk-set+json");
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
        try (Response response = fetch.handle(request)) {
            if (response.status() != 200) {
                throw new IOException(from + " answered " + response.status() + ".");
            }
            return new Answer(
                    read(from, response.body()),
                    response.headers().first("Cache-Control"),
                    response.headers().first("Age"));
        }
    }

    private static String read(String from, Body body) throws IOException {
        try (InputStream in = body.open()) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new IOException(from + " sent more than " + MAX_BYTES + " bytes, too many for keys.");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    @Override
    public boolean polled() {
        return false;
    }

    @Override
    public String toString() {
        return url != null ? url : "the OpenID configuration of " + issuer;
    }

    private record Answer(
            String text,
            @Nullable String cacheControl,
            @Nullable String age) {}
}
