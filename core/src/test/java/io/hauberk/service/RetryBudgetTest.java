package io.hauberk.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.testkit.VirtualTime;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {
    private final VirtualTime time = VirtualTime.moving();

    private static int withdrawAll(RetryBudget budget) {
        int count = 0;
        while (budget.tryWithdraw()) {
            count++;
        }
        return count;
    }

    private static void deposit(RetryBudget budget, int times) {
        for (int i = 0; i < times; i++) {
            budget.deposit();
        }
    }

    @Test
    void aPartOfTheRequestsMayBeRetriedAndSomeASecondBesideIt() {
        RetryBudget budget = new RetryBudget(0.2, 10, time);
        deposit(budget, 1000);
        assertThat(budget.balance()).isEqualTo(300);
        assertThat(withdrawAll(budget)).isEqualTo(300);
    }

    @Test
    void requestsAndRetriesAreForgottenAfterTenSeconds() {
        RetryBudget budget = new RetryBudget(0.5, 0, time);
        deposit(budget, 10);
        assertThat(withdrawAll(budget)).isEqualTo(5);
        time.advance(Duration.ofSeconds(9));
        deposit(budget, 10);
        assertThat(withdrawAll(budget)).isEqualTo(5);
        time.advance(Duration.ofSeconds(1));
        assertThat(budget.balance())
                .as("the first slice is gone, with what was taken then")
                .isZero();
        time.advance(Duration.ofSeconds(20));
        assertThat(budget.balance()).isZero();
        deposit(budget, 2);
        assertThat(withdrawAll(budget)).isEqualTo(1);
    }

    @Test
    void eachSliceEndsOnItsOwn() {
        RetryBudget budget = new RetryBudget(1, 0, time);
        for (int second = 0; second < 30; second++) {
            deposit(budget, 7);
            assertThat(budget.balance()).isEqualTo(7.0 * Math.min(second + 1, 10));
            time.advance(Duration.ofSeconds(1));
        }
    }

    @Test
    void theReserveComesBackWithTime() {
        RetryBudget budget = new RetryBudget(0, 10, time);
        assertThat(withdrawAll(budget)).isEqualTo(100);
        time.advance(Duration.ofSeconds(5));
        assertThat(withdrawAll(budget)).isZero();
        time.advance(Duration.ofSeconds(5));
        assertThat(withdrawAll(budget)).isEqualTo(100);
    }

    @Test
    void withNothingEarnedAndNothingReservedThereIsNone() {
        RetryBudget budget = new RetryBudget(0, 0, time);
        deposit(budget, 1000);
        assertThat(budget.tryWithdraw()).isFalse();
    }

    @Test
    void aFifthOfFiveIsOne() {
        RetryBudget budget = new RetryBudget(0.2, 0, time);
        deposit(budget, 5);
        assertThat(withdrawAll(budget)).isEqualTo(1);
    }

    @Test
    void threadsNeverTakeMoreThanThereIs() throws InterruptedException {
        RetryBudget budget = new RetryBudget(0.2, 0, time);
        AtomicInteger taken = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(4);
        for (int t = 0; t < 4; t++) {
            new Thread(() -> {
                        for (int i = 0; i < 5000; i++) {
                            budget.deposit();
                            if (budget.tryWithdraw()) {
                                taken.incrementAndGet();
                            }
                        }
                        done.countDown();
                    })
                    .start();
        }
        done.await();
        assertThat(taken.get() + withdrawAll(budget)).isEqualTo(4000);
    }
}
