// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.value.walk;

import dev.tfskit.value.Composite;

/**
 * The number of steps that several walks over values may take together. The values of many attributes can share their
 * parts, so all walks together could take as many steps as the product of two large numbers. Not thread-safe.
 */
public final class StepBudget {

    private long left;

    /**
     * Creates a budget without a limit.
     *
     * @return the budget
     */
    static StepBudget unlimited() {
        return new StepBudget(Long.MAX_VALUE);
    }

    /**
     * Creates a budget.
     *
     * @param steps the number of steps, at least 0; each tuple, vector and member of one takes a step
     */
    public StepBudget(long steps) {
        left = steps;
    }

    /**
     * Allows more steps.
     *
     * @param steps the number of steps, at least 0
     */
    public void add(long steps) {
        left = Math.addExact(left, steps);
    }

    /**
     * Takes the steps for a composite and its members.
     *
     * @param composite the composite
     * @return false when too few steps are left; then none is left
     */
    public boolean take(Composite composite) {
        int members = composite.members().size();
        boolean isEnough = left > members;
        left = isEnough ? left - members - 1 : 0;
        return isEnough;
    }
}
