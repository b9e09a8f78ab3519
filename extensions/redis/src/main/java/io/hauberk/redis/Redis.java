package io.hauberk.redis;

import io.hauberk.CounterStore;
import io.hauberk.identity.Identity;
import io.hauberk.identity.Tls;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Counters in a Redis (5 and newer, or Valkey), which all processes that ask it share. One server, one found by sentinels, or
 * a cluster:
 *
 * <pre>{@code
 * Redis.at("redis://127.0.0.1:6379")                          // rediss:// for TLS
 * Redis.at("redis-sentinel://s1:26379,s2:26379/0#mymaster")   // rediss-sentinel://
 * Redis.at("redis-cluster://n1:6379,n2:6379")                 // rediss-cluster://
 * }</pre>
 *
 * <p>Each operation is one script and one round trip; the server runs it as a whole, by its own clock. Each counter is one key,
 * which expires when nothing of it is used up any more.
 *
 * <p><b>In a cluster</b> the counters of one operation have to be in one slot. What a key has in braces decides about that,
 * as everywhere with Redis; keys of one operation without common braces are refused.
 *
 * <p><b>When it says no:</b> an operation fails at once while there is no connection (only the first attempt to connect is
 * waited for), when 1,024 others wait for an answer, and when the budget is over. Nothing is queued, and nothing is sent
 * again. The connection is made anew in the background, at most a second after it was lost, or after a second without any
 * answer.
 *
 * <p>Parameters are immutable; each wither makes a store that is not connected. Thread-safe; blocks for the budget at most.
 */
public final class Redis implements CounterStore, MeterBinder {
    private static final Duration CONNECT = Duration.ofSeconds(1);
    private static final String PREFIX = "hauberk";

    private final Setting setting;
    private final @Nullable Identity owned;
    private final Meters meters = new Meters();
    private final Line line;
    private final Conversation conversation;

    private Redis(Setting setting) {
        this(setting, null);
    }

    private Redis(Setting setting, @Nullable Identity owned) {
        this.setting = setting;
        this.owned = owned;
        this.line = new Line(setting, meters);
        this.conversation = new Conversation(setting, meters, line);
    }

    /**
     * Counters at a URL. It may hold user and password, percent-encoded: {@code redis://user:password@host:6379/0}.
     *
     * @throws IllegalArgumentException if it is none; the message shows nothing of it
     */
    public static Redis at(String url) {
        return new Redis(new Setting(Location.parse(url), PREFIX, null, null, CONNECT, null, null, "redis"));
    }

    /** Reads the password from a file, anew for each connection. Default: that of the URL, or none. */
    public Redis passwordFile(Path file) {
        return new Redis(setting.passwordFile(file));
    }

    /** What sentinels are shown. Default: nothing. */
    public Redis sentinelPassword(String password) {
        return new Redis(setting.sentinelPassword(password));
    }

    /** What all keys begin with, so that several programs may use one Redis. Default: {@code hauberk}. */
    public Redis prefix(String prefix) {
        return new Redis(setting.prefix(prefix));
    }

    /** How long a connection may take to be made. Default: one second. */
    public Redis connectTimeout(Duration timeout) {
        return new Redis(setting.patience(timeout));
    }

    /**
     * How servers are verified, and by what identity we are, for {@code rediss://}; as for a service of the mesh. Default:
     * {@link Tls#server()}.
     *
     * @param identity null where {@code tls} needs none. It is not closed with the store
     * @throws IllegalArgumentException if one of them does not fit, or files cannot be used
     */
    public Redis tls(Tls tls, @Nullable Identity identity) {
        return new Redis(setting.tls(tls, identity));
    }

    /** Closes this identity with the store. */
    Redis owning(@Nullable Identity identity) {
        return new Redis(setting, identity);
    }

    /** What metrics call it. Default: {@code redis}. */
    public Redis named(String name) {
        return new Redis(setting.named(name));
    }

    @Override
    public void start() {
        line.begin();
    }

    @Override
    public List<Level> take(List<Draw> draws, Duration budget) throws IOException {
        return conversation.ask("take", draws, budget);
    }

    @Override
    public List<Level> peek(List<Draw> draws, Duration budget) throws IOException {
        return conversation.ask("peek", draws, budget);
    }

    @Override
    public List<Level> adjust(List<Draw> draws, Duration budget) throws IOException {
        return conversation.ask("adjust", draws, budget);
    }

    @Override
    public void reset(List<Draw> draws, Duration budget) throws IOException {
        conversation.ask("reset", draws, budget);
    }

    /** Counts connections in {@code hauberk.redis.connections} and scripts sent in {@code hauberk.redis.scripts}. */
    @Override
    public void bindTo(MeterRegistry registry) {
        meters.bindTo(registry, setting.name());
    }

    @Override
    public void close() {
        line.close();
        if (owned != null) {
            owned.close();
        }
    }

    Setting setting() {
        return setting;
    }

    @Nullable Identity owned() {
        return owned;
    }

    /** Where it is; never a password. */
    @Override
    public String toString() {
        return setting.location().toString();
    }
}
