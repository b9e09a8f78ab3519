package io.hauberk.service;

import io.hauberk.service.Fleet.Level;
import io.hauberk.service.Fleet.Zone;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which share of the calls goes where, given who is healthy now. Made anew whenever that changes, so that a call only
 * draws. Immutable.
 */
final class Plan {
    static final Plan NONE =
            new Plan(Members.NONE, List.of(), new double[0], new Group(Members.NONE, 0, null, false, 0, false));

    private final Members all;
    private final Group[] groups;
    private final double[] upTo;
    private final Group leaving;
    private final Group everybody;
    private final boolean calm;
    /** Those that are out where no calls go, so that nobody would ever find out whether they are back. */
    private final Members forgotten;

    private Plan(Members all, List<Group> groups, double[] shares, Group leaving) {
        this.all = all;
        this.groups = groups.toArray(Group[]::new);
        this.upTo = shares.clone();
        Arrays.parallelPrefix(upTo, Double::sum);
        this.leaving = leaving;
        this.everybody = new Group(all, 0, null, false, all.size(), true);
        this.calm = groups.stream()
                .allMatch(group -> healthy(group.members()) == group.members().size());
        List<Member> out = new ArrayList<>();
        for (int i = 0; i < shares.length; i++) {
            if (shares[i] == 0) {
                groups.get(i).members().forEach(member -> {
                    if (!member.in()) {
                        out.add(member);
                    }
                });
            }
        }
        this.forgotten = out.isEmpty() ? Members.NONE : new Members(out);
    }

    static Plan of(Fleet fleet, Rules rules) {
        List<Level> levels = fleet.levels();
        int[] sizes = levels.stream().mapToInt(level -> level.members().size()).toArray();
        int[] healthy =
                levels.stream().mapToInt(level -> healthy(level.members())).toArray();
        double[] loads = Loads.byPriority(healthy, sizes);
        // Where others can bear what one priority cannot, none of them panics.
        boolean enough = levels.size() > 1 && Loads.health(healthy, sizes) == 1;
        List<Group> groups = new ArrayList<>();
        List<Double> shares = new ArrayList<>();
        int all = fleet.all().size();
        for (int i = 0; i < loads.length; i++) {
            Level level = levels.get(i);
            boolean panic = !enough && healthy[i] * 100.0 < rules.panicThreshold() * sizes[i];
            if (panic || level.zones().isEmpty()) {
                groups.add(new Group(level.members(), level.priority(), null, false, all, panic));
                shares.add(loads[i]);
            } else {
                zones(level, loads[i], rules, all, groups, shares);
            }
        }
        double[] array = shares.stream().mapToDouble(Double::doubleValue).toArray();
        return new Plan(fleet.all(), groups, array, new Group(fleet.leaving(), 0, null, false, all, false));
    }

    private static void zones(Level level, double load, Rules rules, int all, List<Group> groups, List<Double> shares) {
        List<Zone> zones = level.zones();
        double[] weights =
                zones.stream().mapToDouble(zone -> zone.members().ownWeightIn()).toArray();
        ZoneAware own = java.util.Objects.requireNonNull(rules.zone(), "zone");
        double[] parts = Loads.byZone(weights, own.callersAmong(zones.size()));
        for (int i = 0; i < parts.length; i++) {
            Zone zone = zones.get(i);
            groups.add(new Group(zone.members(), level.priority(), zone.name(), zone.own(), all, false));
            shares.add(load * parts[i]);
        }
    }

    private static int healthy(Members members) {
        members.refresh();
        int healthy = 0;
        for (int i = 0; i < members.size(); i++) {
            healthy += members.get(i).in() ? 1 : 0;
        }
        return healthy;
    }

    /** Everybody, whatever their state. */
    Members all() {
        return all;
    }

    /** Whether everybody but who is leaving is in. */
    boolean calm() {
        return calm && groups.length > 0;
    }

    int size() {
        return groups.length;
    }

    Group group(int index) {
        return groups[index];
    }

    Group leaving() {
        return leaving;
    }

    /** All of them together, for when nothing else is left. */
    Group everybody() {
        return everybody;
    }

    Members forgotten() {
        return forgotten;
    }

    /** The share of a group, from 0 to 1. */
    double share(int index) {
        return index == 0 ? upTo[0] : upTo[index] - upTo[index - 1];
    }

    /** One of the groups, each by its share. */
    Group drawn(Chance chance) {
        if (groups.length == 1) {
            return groups[0];
        }
        double point = chance.fraction() * upTo[upTo.length - 1];
        int index = 0;
        while (index < groups.length - 1 && point >= upTo[index]) {
            index++;
        }
        return groups[index];
    }

    /** 1 while some priority panics. */
    int panics() {
        return Arrays.stream(groups).anyMatch(Group::panics) ? 1 : 0;
    }

    /** The last priority that gets calls; 0 where there is none. */
    int lastPriority() {
        int last = 0;
        for (int i = 0; i < groups.length; i++) {
            last = share(i) > 0 ? groups[i].priority() : last;
        }
        return last;
    }

    /** The share of calls that leaves our zone, from 0 to 1; 0 where zones do not count. */
    double spill() {
        double spill = 0;
        for (int i = 0; i < groups.length; i++) {
            spill += groups[i].zone() != null && !groups[i].own() ? share(i) : 0;
        }
        return spill;
    }
}
