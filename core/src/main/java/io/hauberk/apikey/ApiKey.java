package io.hauberk.apikey;

import static io.hauberk.credential.Refusals.refuse;

import io.hauberk.Concern;
import io.hauberk.Consumer;
import io.hauberk.Credential;
import io.hauberk.Credential.Kind;
import io.hauberk.Decision;
import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Outcome;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Settings;
import io.hauberk.credential.Known;
import io.hauberk.credential.Refusals;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Lets only callers with an API key pass. Default: in the header {@code x-api-key}, required.
 *
 * <p>A key is looked up by its SHA-256 among the consumers of the gateway; each may have several that live, with an expiry
 * each. The caller is that consumer. The key is taken out of the request before it goes on, and no log shows it.
 *
 * <p>When it says no: 400 with more than one key, also in different places, or one that is empty or longer than 512
 * characters; 401 without a key and with one that nobody has, or has any more; 403 where an earlier filter found somebody
 * else; 503 where the consumers cannot be asked. A key that is not accepted is refused also where none is required.
 *
 * <p>Belongs after limits by address, which bound guessing, and before limits by caller and authorization. Blocks where
 * the consumers do. Immutable, thread-safe.
 */
public final class ApiKey implements Filter {
    /** The longest key, in characters. */
    public static final int MAX_LENGTH = 512;

    private static final String NAME = "apiKey";

    private final List<KeySource> sources;
    private final boolean required;
    private final boolean forwarded;
    private final String realm;
    private final InstantSource clock;
    private final Refusals refusals;

    private ApiKey(List<KeySource> sources, boolean required, boolean forwarded, String realm, InstantSource clock) {
        this.sources = sources;
        this.required = required;
        this.forwarded = forwarded;
        this.realm = realm;
        this.clock = clock;
        this.refusals = Refusals.of(NAME, "ApiKey realm=\"" + realm + '"');
    }

    private static ApiKey in(KeySource source) {
        return new ApiKey(List.of(source), true, false, "hauberk", InstantSource.system());
    }

    /** Keys in a header. */
    public static ApiKey header(String name) {
        return in(KeySource.header(name));
    }

    /** Keys in a cookie. */
    public static ApiKey cookie(String name) {
        return in(KeySource.cookie(name));
    }

    /** Keys in a query parameter: they end up in the logs of everybody on the way and in histories of browsers. */
    public static ApiKey query(String name) {
        return in(KeySource.query(name));
    }

    /** Reads the YAML form: {@code header}, {@code cookie}, {@code query}, {@code required}, {@code forward}, {@code realm}. */
    public static ApiKey from(Settings settings) {
        return ApiKeyReader.read(settings);
    }

    /** This filter, looking for keys in a cookie, too. */
    public ApiKey orCookie(String name) {
        return or(KeySource.cookie(name));
    }

    /** This filter, looking for keys in a query parameter, too. */
    public ApiKey orQuery(String name) {
        return or(KeySource.query(name));
    }

    private ApiKey or(KeySource source) {
        List<KeySource> more = new ArrayList<>(sources);
        more.add(source);
        return new ApiKey(List.copyOf(more), required, forwarded, realm, clock);
    }

    /** This filter, letting requests without a key pass, as nobody. */
    public ApiKey optional() {
        return new ApiKey(sources, false, forwarded, realm, clock);
    }

    /** This filter, leaving the key in the request: for who is behind it looks at keys, too. */
    public ApiKey forwarding() {
        return new ApiKey(sources, required, true, realm, clock);
    }

    /** This filter by another realm in its challenge. Default: {@code hauberk}. */
    public ApiKey realm(String realm) {
        return new ApiKey(sources, required, forwarded, Refusals.realm(realm), clock);
    }

    /** This filter by another clock, for tests. */
    public ApiKey clock(InstantSource clock) {
        return new ApiKey(sources, required, forwarded, realm, clock);
    }

    /** The hash of a key, as consumers have it: 64 lower-case hexadecimal digits. */
    public static String hash(String key) {
        return HexFormat.of().formatHex(sha256(key));
    }

    private static byte[] sha256(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256, but this one has not.", e);
        }
    }

    @Override
    public Response handle(Request request, Handler next) throws IOException {
        Keys keys = new Keys();
        for (KeySource source : sources) {
            source.find(request, keys);
        }
        if (keys.count() == 0) {
            return refusals.absent(request, required, next);
        }
        String flaw = keys.flaw();
        if (flaw != null) {
            return refuse(request, refusals.malformed(flaw));
        }
        String hash = hash(keys.key());
        Consumer consumer;
        try {
            consumer = Known.find(request.exchange(), Kind.KEY, hash);
            if (consumer == null || !has(consumer, hash)) {
                return refuse(request, refusals.wrong(consumer == null ? "unknown-key" : "expired-key"));
            }
            if (!Known.attach(request.exchange(), consumer)) {
                return refuse(request, refusals.otherPrincipal());
            }
        } catch (IOException e) {
            return refuse(request, refusals.unavailable("lookup"));
        }
        request.exchange().record(Decision.of(NAME, Outcome.ALLOWED, consumer.name()));
        return next.handle(forwarded ? request : without(request));
    }

    /** Whoever keeps the consumers may compare as it likes; here all of the hash counts, in constant time. */
    private boolean has(Consumer consumer, String hash) {
        byte[] wanted = hash.getBytes(StandardCharsets.US_ASCII);
        boolean has = false;
        for (Credential each : consumer.credentials()) {
            if (each.kind() == Kind.KEY && each.live(clock)) {
                has |= MessageDigest.isEqual(wanted, each.id().getBytes(StandardCharsets.US_ASCII));
            }
        }
        return has;
    }

    private Request without(Request request) {
        Request bare = request;
        for (KeySource source : sources) {
            bare = source.without(bare);
        }
        return bare;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Concern concern() {
        return Concern.AUTHENTICATION;
    }

    /** The headers and parameters with keys. */
    @Override
    public Set<String> secretNames() {
        return sources.stream().map(KeySource::name).collect(Collectors.toSet());
    }

    @Override
    public String toString() {
        return NAME
                + sources.stream().map(KeySource::toString).collect(Collectors.joining(", ", " (", ")"))
                + (required ? "" : " where there is one");
    }
}
