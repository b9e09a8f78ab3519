package io.hauberk.redis;

import io.hauberk.Consumer;
import io.hauberk.Consumers;
import io.hauberk.Credential.Kind;
import io.hauberk.identity.Identity;
import io.hauberk.json.Plain;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Consumers in a Redis. Put {@code io.hauberk.consumer.CachedConsumers} in front.
 *
 * <p>A consumer is a text in JSON, and each of its credentials leads to it by a key of its own:
 *
 * <pre>{@code
 * SET hauberk:consumer:acme '{ "plan": "gold", "groups": ["partners"], "credentials": [
 *       { "kind": "KEY", "id": "9f86d081…", "expires": "2027-01-31T00:00:00Z" },
 *       { "kind": "PASSWORD", "id": "ann", "value": "pbkdf2:…" } ] }'
 * SET hauberk:credential:KEY:9f86d081… acme
 * SET hauberk:credential:PASSWORD:ann acme
 * }</pre>
 *
 * <p>For kinds, ids and values see {@link io.hauberk.Credential}. What the text of a consumer does not list, a key alone grants
 * to nobody: so write the text first, and take away there first. {@code algorithm} and {@code expires} may be left out, and
 * anything else is refused, so that a misspelled expiry is none. Names of peers are exact here, without patterns.
 *
 * <p>A lookup is two commands, GET each, and blocks for a second at most by default; while there is no connection it fails at
 * once. Nothing is written. Thread-safe; each wither makes one that is not connected.
 */
public final class RedisConsumers implements Consumers, MeterBinder, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RedisConsumers.class);
    private static final int MAX_ID = 1_024;

    private final Redis where;
    private final Duration timeout;
    private final Meters meters = new Meters();
    private final Line line;

    private RedisConsumers(Redis where, Duration timeout) {
        this.where = where;
        this.timeout = timeout;
        this.line = new Line(where.setting(), meters);
    }

    /** Those in this Redis, by a connection of their own: the other is neither begun nor closed by it. */
    public static RedisConsumers in(Redis redis) {
        return new RedisConsumers(redis, Duration.ofSeconds(1));
    }

    /**
     * The same with another timeout for a lookup. Default: one second.
     *
     * @throws IllegalArgumentException if it is not longer than nothing
     */
    public RedisConsumers timeout(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("A lookup takes some time, but its timeout is " + timeout + ".");
        }
        return new RedisConsumers(where, timeout);
    }

    @Override
    public @Nullable Consumer find(Kind kind, String id) throws IOException {
        byte[] key = key(kind == Kind.NAME ? "consumer:" : "credential:" + kind + ":", id);
        if (key == null) {
            return null;
        }
        return line.ask(
                (on, until) -> kind == Kind.NAME ? named(on, key, id, until) : holding(on, key, kind, id, until),
                timeout);
    }

    private @Nullable Consumer holding(Connected on, byte[] key, Kind kind, String id, long until)
            throws IOException, ExecutionException, InterruptedException, TimeoutException {
        byte[] owner = on.ask(commands -> commands.get(key), until);
        if (owner == null) {
            return null;
        }
        String name = new String(owner, StandardCharsets.UTF_8);
        byte[] consumer = key("consumer:", name);
        Consumer found = consumer == null ? null : named(on, consumer, name, until);
        boolean holds = found != null
                && found.credentials().stream()
                        .anyMatch(each -> each.kind() == kind && each.id().equals(id));
        return holds ? found : null;
    }

    private @Nullable Consumer named(Connected on, byte[] key, String name, long until)
            throws IOException, ExecutionException, InterruptedException, TimeoutException {
        byte[] text = on.ask(commands -> commands.get(key), until);
        if (text == null) {
            return null;
        }
        try {
            return StoredConsumer.read(name, new String(text, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            // Only this one: others must not be refused for it.
            LOG.warn(
                    "The consumer {} in {} is nobody until it is mended: {}",
                    Plain.text(name),
                    where,
                    Plain.text(e.getMessage()));
            return null;
        }
    }

    /** Null for what is no key here: a text that is empty or too long, or that UTF-8 has no bytes for. */
    private byte @Nullable [] key(String kind, String id) {
        if (id.isBlank() || id.length() > MAX_ID) {
            return null;
        }
        try {
            ByteBuffer bytes = StandardCharsets.UTF_8
                    .newEncoder()
                    .encode(CharBuffer.wrap(where.setting().prefix() + ":" + kind + id));
            byte[] key = new byte[bytes.remaining()];
            bytes.get(key);
            return key;
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** Counts connections in {@code hauberk.redis.connections}. */
    @Override
    public void bindTo(MeterRegistry registry) {
        meters.bindTo(registry, where.setting().name());
    }

    @Override
    public void close() {
        line.close();
        Identity owned = where.owned();
        if (owned != null) {
            owned.close();
        }
    }

    @Override
    public String toString() {
        return "consumers in " + where;
    }
}
