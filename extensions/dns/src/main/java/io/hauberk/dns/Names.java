package io.hauberk.dns;

import io.hauberk.discovery.Endpoint;
import io.hauberk.dns.DnsRecords.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.lookup.LookupResult;
import org.xbill.DNS.lookup.LookupSession;
import org.xbill.DNS.lookup.NoSuchDomainException;
import org.xbill.DNS.lookup.NoSuchRRSetException;

/** Asks name servers, without any cache. For one thread at a time. */
final class Names {
    private static final Duration ONCE = Duration.ofSeconds(2);
    private static final int TRIES = 2;
    private static final Duration WITHIN = Duration.ofSeconds(15);

    private final List<String> servers;
    private final Family family;
    private @Nullable LookupSession session;

    Names(List<String> servers, Family family) {
        this.servers = servers;
        this.family = family;
    }

    /** The name, if it is one. */
    static Name require(String name) {
        try {
            if (!name.isEmpty()) {
                return Name.fromString(name);
            }
        } catch (TextParseException e) {
            throw new IllegalArgumentException("\"" + name + "\" is no name in DNS: " + e.getMessage() + ".", e);
        }
        throw new IllegalArgumentException("A name in DNS is not empty.");
    }

    /** A literal address and a port, 53 where none is given. */
    static InetSocketAddress server(String text) {
        boolean bare = text.indexOf(':') != text.lastIndexOf(':') && !text.startsWith("[");
        Endpoint checked = Endpoint.parse("http://" + (bare ? "[" + text + "]" : text));
        boolean port = !bare && text.lastIndexOf(':') > text.indexOf(']');
        if (!checked.host().matches("[0-9.]+|.*:.*")) {
            throw new IllegalArgumentException(
                    "Name server \"" + text + "\" is no address. Names cannot be looked up yet.");
        }
        return new InetSocketAddress(checked.host(), port ? checked.port() : 53);
    }

    /** The endpoints at all addresses of a name. */
    Answer addresses(String name, String scheme, int port) throws IOException, InterruptedException {
        int number = port != 0 ? port : scheme.equals("https") ? 443 : 80;
        Endpoint named = Endpoint.of(scheme, name.endsWith(".") ? name.substring(0, name.length() - 1) : name, number);
        List<Endpoint> endpoints = new ArrayList<>();
        Found found = addresses(require(name));
        for (Record record : found.records()) {
            endpoints.add(named.at(address(record)));
        }
        if (endpoints.isEmpty()) {
            throw new UnknownHostException("DNS has no address for " + named.host() + ".");
        }
        return new Answer(endpoints, found.ttl());
    }

    /** Records, and how long they count: as long as the first of them, or of the aliases on the way to them. */
    record Found(List<Record> records, Duration ttl) {
        static final Found NOTHING = new Found(List.of(), Duration.ofDays(1));

        Found and(Found other) {
            List<Record> all = new ArrayList<>(records);
            all.addAll(other.records);
            return new Found(all, shorter(ttl, other.ttl));
        }
    }

    static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** As long as the first of the records; dnsjava follows aliases, but does not tell their times. */
    private Found found(LookupResult result, int type) throws IOException, InterruptedException {
        Duration ttl = Found.NOTHING.ttl();
        for (Record record : result.getRecords()) {
            ttl = shorter(ttl, Duration.ofSeconds(record.getTTL()));
        }
        if (type != Type.CNAME) {
            for (Name alias : result.getAliases()) {
                ttl = shorter(ttl, ask(alias, Type.CNAME).ttl());
            }
        }
        return new Found(result.getRecords(), ttl);
    }

    /** Without the name that dnsjava would attach. */
    static InetAddress address(Record record) throws UnknownHostException {
        InetAddress address = record instanceof ARecord a ? a.getAddress() : ((AAAARecord) record).getAddress();
        return InetAddress.getByAddress(address.getAddress());
    }

    /** The records of both families. That one has none is fine, that one cannot be asked is not. */
    Found addresses(Name name) throws IOException, InterruptedException {
        Found four = family != Family.IPV6 ? ask(name, Type.A) : Found.NOTHING;
        return family != Family.IPV4 ? four.and(ask(name, Type.AAAA)) : four;
    }

    /** The records of a name; none where there is no such name. */
    Found ask(Name name, int type) throws IOException, InterruptedException {
        CompletableFuture<LookupResult> asked =
                session().lookupAsync(name, type).toCompletableFuture();
        try {
            return found(asked.get(WITHIN.toMillis(), TimeUnit.MILLISECONDS), type);
        } catch (TimeoutException e) {
            throw new IOException("No name server answered for " + name + " within " + WITHIN.toSeconds() + " s.", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof NoSuchDomainException || cause instanceof NoSuchRRSetException) {
                return Found.NOTHING;
            }
            String reason = cause == null || cause.getMessage() == null ? "no reason is known" : cause.getMessage();
            throw new IOException("DNS could not be asked for " + name + ": " + reason + ".", e);
        } finally {
            asked.cancel(true);
        }
    }

    private LookupSession session() throws IOException {
        LookupSession known = session;
        if (known == null) {
            ResolverConfig system = ResolverConfig.getCurrentConfig();
            known = LookupSession.builder()
                    .resolver(resolver())
                    .searchPath(system.searchPath())
                    .ndots(system.ndots())
                    .build();
            session = known;
        }
        return known;
    }

    private Resolver resolver() throws IOException {
        ExtendedResolver all;
        if (servers.isEmpty()) {
            all = new ExtendedResolver();
        } else {
            List<Resolver> each = new ArrayList<>();
            servers.forEach(server -> each.add(new SimpleResolver(server(server))));
            all = new ExtendedResolver(each);
        }
        all.setTimeout(ONCE);
        all.setRetries(TRIES);
        return all;
    }
}
