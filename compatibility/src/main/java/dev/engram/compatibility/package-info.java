/**
 * Sample programs on the libraries that Engram knows, each compiled and run against a version of its library that is
 * chosen when it runs.
 *
 * <p>To add a library: its pack, {@code agent/src/main/resources/dev/engram/agent/packs/<library>.yaml}, whose
 * {@code tested} names the coordinates to run with; a program in {@code compatibility/samples/<library>/}, one file
 * without a package; and a test, which runs the one with the other:
 *
 * <pre>{@code
 * static List<String> versions() {
 *     return Pack.named("langchain4j").tested();
 * }
 *
 * @ParameterizedTest(name = "{0}")
 * @MethodSource("versions")
 * void memory(String coordinates) throws Exception {
 *     Trace trace = Run.of("langchain4j", "Conversation").with(coordinates).trace();
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
