package io.hauberk.config;

import io.hauberk.Filter;
import io.hauberk.service.Criticality;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code plans:}: the limits of those who are on them. */
final class PlansReader {
    private final FilterReader filters;

    PlansReader(FilterReader filters) {
        this.filters = filters;
    }

    Map<String, List<Filter>> read(@Nullable NodeSettings plans) {
        Map<String, List<Filter>> all = new LinkedHashMap<>();
        if (plans == null) {
            return all;
        }
        for (String name : plans.names()) {
            NodeSettings plan = name.startsWith("x-") ? null : plans.block(name);
            if (plan != null) {
                all.put(name, plan(name, plan));
            }
        }
        return all;
    }

    private List<Filter> plan(String name, NodeSettings plan) {
        if (!plan.has("quotas") && !plan.has("rateLimits") && !plan.has("criticality")) {
            plan.fault("rateLimits", "The plan " + name + " limits nothing. Give it rateLimits or quotas.");
        }
        List<Filter> all = new ArrayList<>();
        Criticality criticality = Rank.read(plan);
        if (criticality != null) {
            all.add(criticality.ceiling());
        }
        List<FilterEntry> limits = new ArrayList<>(filters.each(plan, "rateLimits", "rateLimit", "plan " + name));
        limits.addAll(filters.each(plan, "quotas", "quota", "plan " + name));
        limits.stream().filter(entry -> !entry.off()).map(FilterEntry::active).forEach(all::add);
        return all;
    }
}
