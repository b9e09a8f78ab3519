package io.hauberk.dns;

import io.hauberk.discovery.Endpoint;
import io.hauberk.dns.DnsRecords.Answer;
import io.hauberk.dns.Names.Found;
import io.hauberk.registry.Sieve;
import java.io.IOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Type;

/**
 * Reads SRV records (RFC 2782). Their priorities, up to 65535, become ranks: 0 for the lowest. A weight of 0 beside others
 * means a very small chance, not none; it becomes 1, and the others ten times as much.
 */
final class SrvRecords {
    private static final int MAX_TARGETS = 1_000;
    /** As many as are used: a thousand targets could have thousands each. */
    private static final int MAX_ADDRESSES = 10_000;

    private static final int MAX_RANK = 127;
    private static final int SCALE = 10;

    private final Names names;
    private final String name;
    private final Sieve sieve;

    SrvRecords(Names names, String name, Sieve sieve) {
        this.names = names;
        this.name = name;
        this.sieve = sieve;
    }

    Answer look(String scheme) throws IOException, InterruptedException {
        Found asked = names.ask(Names.require(name), Type.SRV);
        List<SRVRecord> records = records(asked);
        Map<Endpoint, SRVRecord> targets = new LinkedHashMap<>();
        sieve.sift(records, record -> {
            Endpoint named = named(scheme, record, records);
            targets.putIfAbsent(named, record);
            return named;
        });
        List<Endpoint> endpoints = new ArrayList<>();
        Duration ttl = asked.ttl();
        for (Map.Entry<Endpoint, SRVRecord> target : targets.entrySet()) {
            Found addresses = names.addresses(target.getValue().getTarget());
            ttl = Names.shorter(ttl, addresses.ttl());
            for (Record address : addresses.records()) {
                endpoints.add(target.getKey().at(Names.address(address)));
            }
            if (endpoints.size() > MAX_ADDRESSES) {
                break;
            }
        }
        if (endpoints.isEmpty()) {
            throw new UnknownHostException("DNS has no SRV record with an address for " + name + ".");
        }
        return new Answer(endpoints, ttl);
    }

    private static Endpoint named(String scheme, SRVRecord record, List<SRVRecord> all) {
        return Endpoint.of(scheme, record.getTarget().toString(true), record.getPort())
                .priority(rank(record, all))
                .weighing(weight(record, all));
    }

    private List<SRVRecord> records(Found asked) throws IOException {
        List<SRVRecord> records = new ArrayList<>();
        for (Record record : asked.records()) {
            // A target that is the root says that there is no such service. Port 0 cannot be called.
            if (record instanceof SRVRecord srv && !srv.getTarget().equals(Name.root) && srv.getPort() > 0) {
                records.add(srv);
            }
        }
        if (records.size() > MAX_TARGETS) {
            throw new IOException("DNS has " + records.size() + " SRV records for " + name + ", of which at most "
                    + MAX_TARGETS + " make sense.");
        }
        return records;
    }

    private static int rank(SRVRecord record, List<SRVRecord> all) {
        Set<Integer> priorities = new TreeSet<>();
        all.forEach(each -> priorities.add(each.getPriority()));
        return Math.min(MAX_RANK, new ArrayList<>(priorities).indexOf(record.getPriority()));
    }

    private static int weight(SRVRecord record, List<SRVRecord> all) {
        Set<Boolean> kinds = new HashSet<>();
        all.stream()
                .filter(each -> each.getPriority() == record.getPriority())
                .forEach(each -> kinds.add(each.getWeight() == 0));
        boolean mixed = kinds.size() > 1;
        return record.getWeight() == 0 ? 1 : record.getWeight() * (mixed ? SCALE : 1);
    }
}
