# Collects as Oxidized's model ios does (clients.md 7), with the library that it is built on:
#
#   oxidized_collect.rb ssh|telnet HOST PORT
#
# SSH tries none, publickey and password, in this order, and offers all algorithms.
require 'net/ssh'
require 'socket'
require 'timeout'

PROMPT = /^([\w.@()-]+[#>]\s?)$/

# A session answers expect(regexps) on the whole of what has come since the last command.
class SSH
  def initialize(host, port)
    @ssh = Net::SSH.start(host, 'admin', port: port, password: 'admin', append_all_supported_algorithms: true,
                          auth_methods: %w[none publickey password], number_of_password_prompts: 0, non_interactive: true,
                          verify_host_key: :never, timeout: 20, config: false)
    @output = +''
    @channel = @ssh.open_channel do |ch|
      ch.on_data { |_, data| @output << data }
      ch.request_pty(term: 'vt100') { |_, ok| raise 'no pty' unless ok }
      ch.send_channel_request('shell') { |_, ok| raise 'no shell' unless ok }
    end
  end

  def expect(*forms)
    Timeout.timeout(20) { @ssh.loop(0.1) { forms.none? { |f| @output.match(f) } } }
    out, @output = @output, +''
    out
  end

  def send(text)
    @channel.send_data(text + "\n")
  end

  def gone?
    Timeout.timeout(20) { @ssh.loop(0.1) { @channel.active? } }
    true
  rescue Net::SSH::Disconnect, IOError
    true
  end
end

class Telnet
  def initialize(host, port)
    @socket = TCPSocket.new(host, port)
    @output = +''
    expect(/^Username:/i)
    send('admin')
    expect(/^Password:/i)
    send('admin')
  end

  def expect(*forms)
    Timeout.timeout(20) do
      while forms.none? { |f| @output.match(f) }
        data = @socket.readpartial(4096).b
        # Every option is refused.
        data.scan(/\xff([\xfb\xfd])(.)/nm) { |verb, option| @socket.write("\xff".b + (verb == "\xfb".b ? "\xfe".b : "\xfc".b) + option) }
        @output << data.gsub(/\xff[\xfb-\xfe]./nm, '').delete("\0")
      end
    end
    out, @output = @output, +''
    out
  end

  def send(text)
    @socket.write(text + "\r\n")
  end

  def gone?
    Timeout.timeout(20) { @socket.read }
    true
  end
end

way, host, port = ARGV
session = (way == 'ssh' ? SSH : Telnet).new(host, port.to_i)
if session.expect(PROMPT) =~ />\s?\z/
  session.send('enable')
  session.expect(/^[pP]assword:/)
  session.send('admin')
  session.expect(PROMPT)
end
run = lambda do |command|
  session.send(command)
  session.expect(PROMPT).gsub("\r", '')
end
run.call('terminal length 0')
run.call('terminal width 0')
version = run.call('show version')
[/^Compiled .*/, /^Cisco IOS Software, C2900 Software \(C2900-UNIVERSALK9-M\), Version .*/, /^ROM: System Bootstrap, Version .*/,
 /^\d+K bytes of non-volatile/, /^[cC]isco \S+ \(.*\) with \d+K.* bytes/, /^System image file is ".*"/].each do |form|
  abort "show version has no #{form.inspect}:\n#{version}" unless version =~ form
end
['show vtp status', 'show inventory'].each { |c| run.call(c) }
# The echo, two lines of a head and the prompt are cut.
config = run.call('show running-config').lines[1..-2]
abort "the head is:\n#{config.first(4).join}" unless config[0] =~ /^Building configuration/ && config.first(4).join =~ /^Current configuration : \d+ bytes/
abort 'no end' unless config.join =~ /^end$/
session.send('exit')
puts "collect: #{config.size} lines" if session.gone?
