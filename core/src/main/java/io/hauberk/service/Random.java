package io.hauberk.service;

import java.util.function.LongSupplier;

/** By chance, in proportion to weight. */
final class Random implements Picker {
    private final Chance chance;

    Random(LongSupplier bits) {
        this.chance = new Chance(bits);
    }

    @Override
    public int pick(Members members, Who who) {
        for (int draw = 0; draw < DRAWS; draw++) {
            int index = members.at(chance.fraction());
            if (who.mayTake(members.get(index))) {
                return index;
            }
        }
        return Picker.any(members, who, chance.below(members.size()));
    }

    @Override
    public String toString() {
        return "by chance";
    }
}
