package io.hauberk.etcd;

import io.hauberk.discovery.Discovery;
import io.hauberk.discovery.Rounds;
import io.hauberk.discovery.Watcher;
import io.hauberk.registry.Access;
import io.hauberk.registry.Origin;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The keys under a prefix in etcd (3.4 and newer), read once and watched from then on. A value is an endpoint: a URL or
 * {@code host:port} as plain text; or a JSON object with {@code url}, {@code weight}, {@code zone}, {@code priority}, {@code
 * labels} and {@code hashKey}; or one with {@code Addr}, as etcd's own naming package for gRPC writes it. The key is the
 * endpoint's key for consistent hashing where the value names none.
 *
 * <p>Speaks to etcd by its JSON gateway, so it needs no gRPC. Each watch holds a thread and a connection. Immutable,
 * thread-safe.
 *
 * @see <a href="https://etcd.io/docs/v3.5/dev-guide/api_grpc_gateway/">JSON gateway</a>
 */
public final class Etcd implements Discovery {
    private final String prefix;
    private final List<String> urls;
    private final @Nullable Credentials credentials;
    private final Access access;

    private Etcd(String prefix, List<String> urls, @Nullable Credentials credentials, Access access) {
        this.prefix = prefix;
        this.urls = urls;
        this.credentials = credentials;
        this.access = access;
    }

    /** The endpoints under this prefix, such as {@code services/orders/}. */
    public static Etcd prefix(String prefix) {
        if (prefix.isEmpty()) {
            throw new IllegalArgumentException("An empty prefix would take all of etcd for endpoints. Name one.");
        }
        return new Etcd(prefix, List.of("http://127.0.0.1:2379"), null, Access.standard());
    }

    /** Asks these members, the next where one fails. Default: {@code http://127.0.0.1:2379}. */
    public Etcd at(String... urls) {
        if (urls.length == 0) {
            throw new IllegalArgumentException("etcd is asked at one URL at least. Name it, or leave url out.");
        }
        return new Etcd(prefix, Stream.of(urls).map(Origin::requireUrl).toList(), credentials, access);
    }

    /** Shows who we are by user and password. Default: nobody. */
    public Etcd as(String user, String password) {
        if (user.isEmpty() || password.isEmpty()) {
            throw new IllegalArgumentException("etcd takes a user and a password. Give both, or neither.");
        }
        return new Etcd(prefix, urls, new Credentials(user, password), access);
    }

    /** Trusts the authorities in this PEM file. Default: those of the JDK. */
    public Etcd trust(Path file) {
        return access(before -> before.trusting(file));
    }

    /** Shows this certificate, PEM, with its issuers. Default: none. */
    public Etcd certificate(Path certificate, Path privateKey) {
        return access(before -> before.showing(certificate, privateKey));
    }

    Etcd access(UnaryOperator<Access> change) {
        return new Etcd(prefix, urls, credentials, change.apply(access));
    }

    @Override
    public Watch watch(Watcher watcher) {
        Origin origin = new Origin(urls, access);
        Rounds rounds = Rounds.apart(watcher, new RangeAndWatch(watcher, prefix, new Gateway(origin, credentials)));
        return () -> {
            rounds.close();
            origin.close();
        };
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Etcd that
                && prefix.equals(that.prefix)
                && urls.equals(that.urls)
                && Objects.equals(credentials, that.credentials)
                && access.equals(that.access);
    }

    @Override
    public int hashCode() {
        return Objects.hash(prefix, urls);
    }

    @Override
    public String toString() {
        return "etcd " + prefix;
    }

    /** User and password. */
    record Credentials(String user, String password) {
        @Override
        public String toString() {
            return user;
        }
    }
}
