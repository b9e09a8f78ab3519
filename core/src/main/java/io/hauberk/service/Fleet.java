package io.hauberk.service;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints that calls may go to, put in order: by priority, and by zone where zones count. Made anew when endpoints
 * come or go; who is healthy makes no difference to it. Immutable but for the members' own state.
 *
 * @param all everybody
 * @param levels those that stay, by priority
 * @param leaving those that are about to go
 */
record Fleet(Members all, List<Level> levels, Members leaving) {
    static final Fleet NONE = new Fleet(Members.NONE, List.of(), Members.NONE);

    /** Endpoints of one priority; by zone, our own first, unless zones do not count. */
    record Level(int priority, Members members, List<Zone> zones) {}

    /** Endpoints of one zone. */
    record Zone(String name, boolean own, Members members) {}

    static Fleet of(List<Member> known, Rules rules) {
        List<Member> all = new ArrayList<>();
        List<Member> leaving = new ArrayList<>();
        Map<Integer, List<Member>> byPriority = new TreeMap<>();
        for (Member member : rules.labelled(known)) {
            if (member.endpoint().leaving()) {
                leaving.add(member);
            } else {
                byPriority
                        .computeIfAbsent(member.endpoint().priority(), priority -> new ArrayList<>())
                        .add(member);
            }
        }
        Slice slice = rules.slice();
        List<Level> levels = new ArrayList<>();
        byPriority.forEach((priority, members) -> {
            List<Member> ours = slice == null ? members : slice.of(members);
            all.addAll(ours);
            levels.add(new Level(priority, rules.picker().prepared(ours), zones(ours, rules)));
        });
        all.addAll(leaving);
        return new Fleet(new Members(all), List.copyOf(levels), rules.picker().prepared(leaving));
    }

    private static List<Zone> zones(List<Member> members, Rules rules) {
        ZoneAware own = rules.zone();
        if (own == null
                || members.size() < own.minEndpoints()
                || !rules.picker().free()) {
            return List.of();
        }
        Map<String, List<Member>> byZone = new TreeMap<>();
        for (Member member : members) {
            byZone.computeIfAbsent(name(member.endpoint().zone()), zone -> new ArrayList<>())
                    .add(member);
        }
        List<Member> ours = byZone.remove(own.zone());
        if (ours == null || byZone.isEmpty()) {
            return List.of();
        }
        List<Zone> zones = new ArrayList<>();
        zones.add(new Zone(own.zone(), true, rules.picker().prepared(ours)));
        byZone.forEach(
                (name, its) -> zones.add(new Zone(name, false, rules.picker().prepared(its))));
        return List.copyOf(zones);
    }

    private static String name(@Nullable String zone) {
        return zone == null ? "" : zone;
    }
}
