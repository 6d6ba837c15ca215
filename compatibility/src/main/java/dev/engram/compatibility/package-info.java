/**
 * Sample programs on the libraries that Engram knows, each compiled and run against a version of its library that is
 * chosen when it runs.
 *
 * <p>To add a library: its pack, {@code agent/src/main/resources/dev/engram/agent/packs/<library>.yaml}, whose
 * {@code tested} names the artifact to run with, the newest version first ({@link Artifacts} has what goes with it); a
 * program in {@code compatibility/samples/<library>/}, one file without a package, that compiles against each of them (what
 * does not lies a folder deeper); a test, which runs the one with the other; and its table in {@code docs/coverage.md}:
 *
 * <pre>{@code
 * static List<String> versions() {
 *     return Run.tested("langchain4j");
 * }
 *
 * @ParameterizedTest(name = "{0}")
 * @MethodSource("versions")
 * void conversation(String version) throws Exception {
 *     Trace trace = Run.of("langchain4j", "Conversation").with(version).trace();
 *     assertThat(trace.tree("memory.key")).containsExactly(
 *             "engram.memory.store alice",
 *             "  engram.memory.retrieve alice");
 * }
 * }</pre>
 *
 * <p>{@code ./engram sample <library>} runs the same programs with the first of {@code tested}, under the agent, and
 * prints what Engram saw.
 */
@NullMarked
package dev.engram.compatibility;

import org.jspecify.annotations.NullMarked;
