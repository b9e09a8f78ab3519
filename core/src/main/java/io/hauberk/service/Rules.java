package io.hauberk.service;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a service says about whom its calls go to, ready for work.
 *
 * @param picker how one is chosen
 * @param panicThreshold below which share of healthy ones, in percent, health does not count
 * @param slice which part of a large fleet is ours; null for all of it
 * @param ramp how new ones begin; null for at once
 * @param cookie what leads a caller back; null for nothing
 * @param perEndpoint how many attempts an endpoint may have at a time
 */
record Rules(
        Picker picker,
        double panicThreshold,
        @Nullable Subset subset,
        @Nullable Slice slice,
        @Nullable ZoneAware zone,
        @Nullable Ramp ramp,
        @Nullable StickyCookie cookie,
        int perEndpoint) {

    /** @param before the part that was ours until now, so that it stays the same where nobody says which it is */
    static Rules of(Service service, Chance chance, @Nullable Slice before) {
        Subsetting subsetting = service.subsetting();
        SlowStart slow = service.slowStart();
        return new Rules(
                service.balancer().picker(chance::bits),
                service.panicThreshold(),
                service.subset(),
                subsetting == null ? null : new Slice(subsetting, before == null ? chance.bits() : before.random()),
                service.zone(),
                slow == null ? null : new Ramp(slow, chance),
                service.balancer().cookie(),
                Limits.mostAtEndpoint(service.limits()));
    }

    /** Those that have the labels that are asked for, or what stands in for them. */
    List<Member> labelled(List<Member> known) {
        Subset wanted = subset;
        if (wanted == null) {
            return known;
        }
        List<Member> having =
                known.stream().filter(member -> wanted.has(member.endpoint())).toList();
        return having.isEmpty()
                ? known.stream()
                        .filter(member -> wanted.substitutes(member.endpoint()))
                        .toList()
                : having;
    }
}
