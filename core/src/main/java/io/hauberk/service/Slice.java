package io.hauberk.service;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The endpoints of a fleet that one client uses: {@link Subsetting} at work. Immutable. */
final class Slice {
    private final Subsetting rules;
    private final long random;
    private final long seed;

    /** @param random a name for a client that has none */
    Slice(Subsetting rules, long random) {
        this.rules = rules;
        this.random = random;
        String id = rules.id();
        this.seed = id == null ? random : XxHash.of(id, 0);
    }

    /** The name that was drawn for a client that has none. */
    long random() {
        return random;
    }

    /** Those that this client uses, of all there are. */
    List<Member> of(List<Member> all) {
        if (all.size() <= rules.size()) {
            return all;
        }
        return rules.number() < 0 ? grown(sorted(all, seed), 0) : byNumber(all);
    }

    /** The clients of one round share out one order of the endpoints among themselves. */
    private List<Member> byNumber(List<Member> all) {
        int clients = all.size() / rules.size();
        int round = rules.number() / clients;
        return grown(sorted(all, XxHash.mix(round)), rules.number() % clients * rules.size());
    }

    private static List<Member> sorted(List<Member> all, long seed) {
        record Scored(long score, Member member) {}
        return all.stream()
                .map(member -> new Scored(XxHash.of(member.endpoint().hashKey(), seed), member))
                .sorted(Comparator.comparingLong(Scored::score))
                .map(Scored::member)
                .toList();
    }

    /** From some place on, round and round, until there are enough that are healthy. */
    private List<Member> grown(List<Member> order, int from) {
        List<Member> taken = new ArrayList<>();
        int healthy = 0;
        for (int i = 0; i < order.size() && healthy < rules.size(); i++) {
            Member member = order.get((from + i) % order.size());
            taken.add(member);
            healthy += member.in() ? 1 : 0;
        }
        return taken;
    }
}
