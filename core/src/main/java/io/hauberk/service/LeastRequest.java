package io.hauberk.service;

import java.util.function.LongSupplier;

/**
 * Equal weights: two by chance, the less busy one of them wins. Others: by chance in proportion to weight / (requests
 * under way + 1). Among many, eight are drawn by weight first, and that choice is made among them.
 */
final class LeastRequest implements Picker {
    private static final int FEW = 16;
    private static final int DRAWN = 8;

    private final Chance chance;

    LeastRequest(LongSupplier bits) {
        this.chance = new Chance(bits);
    }

    @Override
    public int pick(Members members, Who who) {
        int size = members.size();
        if (size == 1) {
            return who.mayTake(members.get(0)) ? 0 : -1;
        }
        int index =
                members.even() ? lessBusy(members, who) : size <= FEW ? byWeight(members, who) : byDraws(members, who);
        return index >= 0 ? index : Picker.any(members, who, chance.below(size));
    }

    private int lessBusy(Members members, Who who) {
        int first = draw(members, who, -1);
        if (first < 0) {
            return -1;
        }
        int second = draw(members, who, first);
        return second < 0 || members.get(first).active() <= members.get(second).active() ? first : second;
    }

    /** One by chance that may be drawn and is not the other one; -1 if none turned up. */
    private int draw(Members members, Who who, int other) {
        int size = members.size();
        int choice = other < 0 ? size : size - 1;
        int draws = size == 2 && other >= 0 ? 1 : DRAWS;
        for (int draw = 0; draw < draws; draw++) {
            int index = chance.below(choice);
            index = other >= 0 && index >= other ? index + 1 : index;
            if (who.mayTake(members.get(index))) {
                return index;
            }
        }
        return -1;
    }

    private int byWeight(Members members, Who who) {
        double total = 0;
        for (int i = 0; i < members.size(); i++) {
            total += who.mayTake(members.get(i))
                    ? members.weight(i) / (members.get(i).active() + 1.0)
                    : 0;
        }
        double point = chance.fraction() * total;
        for (int i = 0; i < members.size(); i++) {
            if (who.mayTake(members.get(i))) {
                point -= members.weight(i) / (members.get(i).active() + 1.0);
                if (point < 0) {
                    return i;
                }
            }
        }
        return -1;
    }

    /** Weighted reservoir sampling: each of those drawn takes over with its share of what was drawn so far. */
    private int byDraws(Members members, Who who) {
        int chosen = -1;
        double total = 0;
        int drawn = 0;
        for (int draw = 0; draw < 2 * DRAWS && drawn < DRAWN; draw++) {
            int index = members.at(chance.fraction());
            if (who.mayTake(members.get(index))) {
                drawn++;
                double share = 1 / (members.get(index).active() + 1.0);
                total += share;
                chosen = chance.fraction() * total < share ? index : chosen;
            }
        }
        return chosen;
    }

    @Override
    public String toString() {
        return "the less busy";
    }
}
