// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Seeds;
import dev.tfskit.device.Sampling;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives a test with {@link PowerCuts} its story, and checks the story at the end; a failure names its seed. */
final class PowerCutsExtension implements ParameterResolver, AfterTestExecutionCallback {

    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(PowerCutsExtension.class);
    private static final long EXHAUSTIVE_UP_TO = 64;
    private static final int SAMPLES = 12;

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return parameter.getParameter().getType() == Story.class;
    }

    @Override
    public Story resolveParameter(ParameterContext parameter, ExtensionContext test) {
        long mebibytes =
                test.getRequiredTestMethod().getAnnotation(PowerCuts.class).mebibytes();
        try {
            Story story = Story.of(Story.empty(mebibytes << 20));
            test.getStore(NAMESPACE).put(Story.class, story);
            return story;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void afterTestExecution(ExtensionContext test) throws Exception {
        if (test.getExecutionException().isEmpty()) {
            Story story = test.getStore(NAMESPACE).get(Story.class, Story.class);
            Seeds.repeat(
                    1,
                    random -> assertTrue(
                            story.check(new Sampling(EXHAUSTIVE_UP_TO, SAMPLES, random.nextLong())) > story.cuts()));
        }
    }
}
