package io.hauberk.discovery;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** All addresses (A and AAAA) of a name. Made by {@link Discovery#dns}. Immutable, thread-safe. */
public final class Dns implements Discovery {
    private static final Resolver SYSTEM = name -> Arrays.asList(InetAddress.getAllByName(name));
    private static final Duration EVERY = Duration.ofSeconds(30);
    /** After failures it is tried again this late at most. */
    private static final Duration RETRY = Duration.ofSeconds(5);

    private final HostPort target;
    private final Duration every;
    private final Resolver resolver;

    private Dns(HostPort target, Duration every, Resolver resolver) {
        this.target = target;
        this.every = every;
        this.resolver = resolver;
    }

    static Dns of(String hostAndPort) {
        HostPort target = HostPort.parse(hostAndPort);
        if (target == null) {
            throw new IllegalArgumentException("\"" + hostAndPort + "\" is not of the form host:port.");
        }
        return new Dns(target, EVERY, SYSTEM);
    }

    /** Looks the name up again after this time, varied by a tenth. Default: 30 s. */
    public Dns every(Duration every) {
        if (every.compareTo(Duration.ofMillis(100)) < 0) {
            throw new IllegalArgumentException(
                    "A name is looked up every 100 ms at most, but this asks for " + every + ".");
        }
        return new Dns(target, every, resolver);
    }

    /** Looks the name up by this resolver. Default: {@link InetAddress#getAllByName}. */
    public Dns resolver(Resolver resolver) {
        return new Dns(target, every, resolver);
    }

    @Override
    public Watch watch(Watcher watcher) {
        return Rounds.begin(watcher, every.compareTo(RETRY) < 0 ? every : RETRY, found -> {
            found.accept(lookUp(watcher.scheme()));
            return every;
        });
    }

    private List<Endpoint> lookUp(String scheme) throws UnknownHostException {
        Endpoint named = Endpoint.of(scheme, target.host(), target.portFor(scheme));
        List<Endpoint> endpoints = new ArrayList<>();
        for (InetAddress address : resolver.resolve(target.host())) {
            endpoints.add(named.at(address));
        }
        return endpoints;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Dns that
                && target.equals(that.target)
                && every.equals(that.every)
                && resolver == that.resolver;
    }

    @Override
    public int hashCode() {
        return Objects.hash(target, every);
    }

    @Override
    public String toString() {
        return "dns " + target.host() + (target.port() == 0 ? "" : ":" + target.port());
    }

    /** Turns a name into addresses. */
    @FunctionalInterface
    public interface Resolver {
        /**
         * All addresses of the name. May block.
         *
         * @throws UnknownHostException if there is none, or nobody could be asked
         */
        List<InetAddress> resolve(String name) throws UnknownHostException;
    }
}
